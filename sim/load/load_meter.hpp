#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "messages/time.hpp"
#include "sim/load/load_report.hpp"

// What is counted during a run under load, by all threads, and what becomes of it: a series of a
// figure a second, and the totals since the run began. What was counted while the birds warmed up
// is in neither.

namespace aviary {

/// Counted where it happens, and never set back.
struct load_counters {
  std::atomic<std::uint64_t> queries{0};  ///< datagrams that birds sent
  std::atomic<std::uint64_t> answers{0};  ///< datagrams that reached a bird
  std::atomic<std::uint64_t> lost_up{0};
  std::atomic<std::uint64_t> lost_down{0};
  std::atomic<std::uint64_t> retries{0};
  std::atomic<std::uint64_t> over_stream{0};
  std::atomic<std::uint64_t> heartbeats_sent{0};
  std::atomic<std::uint64_t> heartbeats_answered{0};
};

class load_meter {
 public:
  load_counters counters;

  // -- from any thread ----------------------------------------------------------------------------

  /// A bird has the report with this id on its disk.
  void stored(std::string id);
  /// A bird did not take a report.
  void refused();
  void acknowledged(instant::duration latency);

  // -- the owner's side ---------------------------------------------------------------------------

  /// The run begins here.
  void begin();
  /// A second of the run has passed. The console used so much of a core in it.
  void end_second(double console_cpu_percent);
  /// Puts the totals since `begin`, the latencies and the series into `out`.
  void fill(load_report& out) const;

  std::uint64_t stored_count() const;
  std::uint64_t refused_count() const;
  std::uint64_t acknowledged_count() const;
  std::vector<std::string> stored_ids() const;
  /// As of the last `end_second`.
  const load_series& series() const { return series_; }

 private:
  struct totals {
    std::uint64_t queries = 0, answers = 0, lost_up = 0, lost_down = 0, retries = 0,
                  over_stream = 0, heartbeats_sent = 0, heartbeats_answered = 0;
  };
  totals read() const;

  totals begun_;
  totals second_;
  load_series series_;

  mutable std::mutex mutex_;
  std::vector<std::string> stored_;
  std::uint64_t refused_ = 0;
  std::vector<double> latencies_ms_;
  std::size_t latencies_seen_ = 0;
};

}  // namespace aviary
