#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "messages/time.hpp"
#include "sim/coverage/coverage_table.hpp"
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
  std::uint64_t hostile_steps = 0;  ///< of them, until the faults stopped
  /// When it was watched.
  coverage_table cells;

  bool failed() const { return how != fate::kept; }
  /// What a shrunk trace must still show: the checker, or how the process ended.
  std::string kind() const;
};

/// One such process, from its start to its end. Never from a process with threads.
class isolated_run {
 public:
  /// `only`: whether the faults strike where the trace says, or as the seed draws. `watched`:
  /// whether it counts the cells of the coverage table.
  isolated_run(const trace& one, bool only, std::chrono::seconds patience, bool watched = false);
  /// Ends the process when it has not come to its end.
  ~isolated_run();
  isolated_run(const isolated_run&) = delete;
  isolated_run& operator=(const isolated_run&) = delete;

  /// Becomes readable when the process has said something, or is over.
  int words() const { return words_; }
  /// What is left of its time; zero when there is none.
  std::chrono::milliseconds time_left() const;
  /// Reads what is there. True when nothing more will come: the process is over, or its time is.
  bool listen();
  /// What it came to, once `listen` said true.
  isolated_outcome outcome();

 private:
  void end();

  int words_ = -1;
  int process_ = -1;
  instant deadline_{};
  bool in_time_ = true;
  std::string told_;
};

/// The same in one call. `only`: as above.
isolated_outcome run_isolated(const trace& one, bool only, std::chrono::seconds patience);

}  // namespace aviary
