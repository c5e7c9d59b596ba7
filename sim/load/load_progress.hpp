#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/load/load_report.hpp"

// How a run under load goes, on stderr: a line that is rewritten each second on a terminal, a line
// every ten seconds elsewhere.

namespace aviary {

/// One second of a run: `  12 s    1,840 queries/s ...`, at most 100 columns.
std::string progress_line(std::chrono::seconds since, const load_series& series,
                          std::uint64_t acknowledged, std::uint64_t planned);

class load_progress {
 public:
  static constexpr std::chrono::seconds plain_interval{10};

  explicit load_progress(bool on_terminal) : on_terminal_(on_terminal) {}

  void registering(std::chrono::nanoseconds since, std::size_t count, std::size_t of);
  void registered(std::chrono::nanoseconds took, std::size_t count);
  /// A part of the run begins; zero for one that takes what it takes.
  void phase(const std::string& name, std::chrono::seconds takes);
  void second(std::chrono::nanoseconds since, const load_series& series, std::uint64_t acknowledged,
              std::uint64_t planned);

 private:
  void live(std::chrono::seconds since, const std::string& line);
  void line(const std::string& text);

  bool on_terminal_;
  bool line_open_ = false;
};

}  // namespace aviary
