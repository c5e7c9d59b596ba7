#pragma once

#include <cstdint>
#include <string>
#include <vector>

// What a load run measured, as plain data: many simulated birds against one real console.

namespace aviary {

/// One entry a second, the first for the second that begins with the run. Latencies are those of
/// the reports that were acknowledged in that second.
struct load_series {
  std::vector<double> queries, answers, lost, acknowledged, latency_p50_ms, latency_p99_ms,
      console_cpu_percent;
};

struct load_report {
  std::string console;  ///< which console was asked, for the reader
  std::uint64_t birds = 0, seed = 0;
  double seconds = 0, loss = 0 /*0 to 1, each way*/, interval_seconds = 0;
  std::uint64_t reports_stored = 0, reports_acknowledged = 0, reports_in_console = 0,
                heartbeats_sent = 0, heartbeats_answered = 0, queries = 0, answers = 0, lost_up = 0,
                lost_down = 0, retries = 0, over_stream = 0;
  double ack_p50_ms = 0, ack_p90_ms = 0, ack_p99_ms = 0, ack_max_ms = 0;
  std::vector<double> latency_bucket_ms;  ///< upper bounds, ascending
  std::vector<std::uint64_t> latency_bucket_count;
  double console_cpu_seconds = 0, console_us_per_heartbeat = 0, console_rss_before_mib = 0,
         console_rss_after_mib = 0, console_kib_per_bird = 0, own_cpu_seconds = 0;
  load_series series;
};

}  // namespace aviary
