#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"
#include "sim/trace/fault_plan.hpp"
#include "sim/world_options.hpp"

// A TRACE is a text that says what a world is made of and where the faults strike:
//
//     aviary-sim trace 1
//     seed 42
//     birds 3
//     ...
//     fault bird_crash 0.03
//     strike bird_crash 2 417        # 63.250 s
//
// Lines may be taken out; what is left does what it did. A line from `#` on is for people.

namespace aviary {

struct trace {
  world_options options;
  std::vector<strike> strikes;
};

std::string to_text(const trace& one);
/// Total: a text that is none fails with the line that is wrong.
result<trace, failure> parse_trace(std::string_view text);

}  // namespace aviary
