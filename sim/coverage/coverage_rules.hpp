#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/coverage/coverage_cell.hpp"

// Which cells of the coverage table cannot be, and why. A cell that is hit although a rule excludes
// it shows up as a surprise: then the rule is wrong, or the watch.

namespace aviary {

/// Every fault that may strike in a world, those of the links included: the rows of the table.
const std::vector<std::string>& coverage_faults();

/// Why that cell cannot be; empty when it can.
std::string_view why_never(const coverage_cell& cell);

}  // namespace aviary
