#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

#include "sim/trace/isolated_run.hpp"

// Runs many worlds, some of them at once, each in a process of its own. What they came to is handed
// over in the order in which they were started, so that nothing that is printed depends on which of
// them was the quickest.

namespace aviary {

struct wanted_run {
  trace world;
  /// Whether the faults strike where the trace says, or as the seed draws.
  bool only = false;
  /// Whether it counts the cells of the coverage table.
  bool watched = false;
};

/// The next world; nothing when there is none. Called once for each, in order.
using next_run = std::function<std::optional<wanted_run>()>;
/// One that failed is handed over when no other is running: whoever runs it again, to shrink it,
/// takes nobody's time.
using take_outcome = std::function<void(const wanted_run&, const isolated_outcome&)>;

/// `jobs`: how many at once, 1 or more. Never from a process with threads.
void run_side_by_side(std::size_t jobs, std::chrono::seconds patience, const next_run& next,
                      const take_outcome& take);

}  // namespace aviary
