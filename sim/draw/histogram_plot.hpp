#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/draw/plot_frame.hpp"

// How many things took how long, on a logarithmic scale of time: a picture, and a table of the
// same.

namespace aviary {

struct histogram_mark {
  std::string name;  ///< short
  double at_ms = 0;
};

struct histogram_plot {
  std::string title;
  std::string counts_what;  ///< "reports"
  /// Upper bounds, ascending and above 0. A bound that is not finite is taken for twice the last.
  std::vector<double> upper_ms;
  std::vector<std::uint64_t> counts;  ///< as many as bounds; what is beyond either is left out
  std::vector<histogram_mark> marks;  ///< lines at certain times, in ascending order
};

std::string to_svg(const histogram_plot& plot);

/// The picture with its table, as an HTML figure.
std::string to_figure(const histogram_plot& plot);

}  // namespace aviary
