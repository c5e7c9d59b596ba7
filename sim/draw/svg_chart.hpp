#pragma once

#include <string>

#include "sim/draw/sequence_chart.hpp"

namespace aviary {

/// The chart as a picture that stands alone. Time runs down, in equal steps; a long wait is a break
/// that says how long it is. What is lost, stored, down or sent again differs by its form and by a
/// word, not by its colour alone. No text covers another one or leaves the picture; labels are
/// wrapped, and cut after a few lines.
std::string to_svg(const sequence_chart& chart);

}  // namespace aviary
