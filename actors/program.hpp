#pragma once

#include <string>
#include <vector>

#include "messages/result.hpp"

// What all programs of the project have in common on a command line: exit codes, and how they say
// what went wrong. Data goes to stdout, everything else to stderr.

namespace aviary {

enum class exit_code : int {
  ok = 0,
  failed = 1,       ///< it was tried, and did not work
  usage = 2,        ///< it was not understood
  unreachable = 3,  ///< the program that should answer is not running
  not_found = 4,    ///< the thing that was named is not there
};

/// Prints `aviary-bird: what` and the hint on a line of its own.
exit_code print_failure(const std::string& program, const failure& why,
                        exit_code code = exit_code::failed);

/// What a command line that was not understood gets: the reason, and the nearest of `known` for the
/// first of `words` that is not among them.
exit_code print_usage_failure(const std::string& program, const std::string& why,
                              const std::vector<std::string>& words,
                              const std::vector<std::string>& known);

}  // namespace aviary
