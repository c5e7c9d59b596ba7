#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "sim/trace/trace_file.hpp"

// Runs a world in a process of its own, because one that breaks an invariant of the product takes
// its process with it, and one that hangs would never come back.

namespace aviary {

struct isolated_outcome {
  enum class fate { kept, broken, aborted, hung };
  fate how = fate::kept;
  /// Each broken promise, or what the process said before it died.
  std::vector<std::string> why;
  std::vector<strike> strikes;
  std::string hash;
  std::uint64_t reports = 0;
  std::uint64_t alerts = 0;
  std::uint64_t crashes = 0;
  std::uint64_t steps = 0;

  bool failed() const { return how != fate::kept; }
  /// What a shrunk trace must still show: the checker, or how the process ended.
  std::string kind() const;
};

/// `only`: whether the faults strike where the trace says, or as the seed draws. Never from a
/// process with threads.
isolated_outcome run_isolated(const trace& one, bool only, std::chrono::seconds patience);

}  // namespace aviary
