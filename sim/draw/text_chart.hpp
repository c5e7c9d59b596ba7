#pragma once

#include <string>

#include "sim/draw/sequence_chart.hpp"

namespace aviary {

/// As wide as every terminal and every mail can show.
constexpr std::size_t text_chart_columns_max = 100;

/// The chart in lines of printable ASCII: time runs down the page, the clock stands on the left.
/// Labels that do not fit are wrapped, and cut ("...") after a few lines.
std::string to_text(const sequence_chart& chart);

}  // namespace aviary
