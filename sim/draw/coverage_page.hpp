#pragma once

#include <string>
#include <string_view>

#include "sim/coverage/coverage_table.hpp"

// The coverage table as a page: a table for each fault, the reasons why a cell cannot be, and the
// cells that were never hit.

namespace aviary {

/// `what`: which worlds it is of.
std::string coverage_page(const coverage_table& table, std::string_view what);

}  // namespace aviary
