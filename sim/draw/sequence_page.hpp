#pragma once

#include <string>
#include <vector>

#include "sim/draw/sequence_chart.hpp"

namespace aviary {

struct sequence_page_part {
  sequence_chart chart;
  std::string paragraph;  ///< what a reader should see in it, plain text
};

/// An HTML page of some charts, each under its title with a paragraph and, for those who cannot see
/// it or want to copy it, the same chart as text.
std::string sequence_page(const std::string& title, const std::string& paragraph,
                          const std::vector<sequence_page_part>& parts);

}  // namespace aviary
