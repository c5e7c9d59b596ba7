#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sim/load/load_report.hpp"
#include "sim/prng.hpp"

// Reports of load runs that look like real ones: with loss, most messages arrive at once, some
// after a second, some after a bird took its path for dead.

namespace aviary::samples {

inline double latency_ms(prng& dice, double loss) {
  if (!dice.chance(loss * 1.5)) return 2 + 12 * dice.unit() * dice.unit();
  if (!dice.chance(loss)) return 90 + 250 * dice.unit() + 1000 * (dice.chance(0.4) ? 1 : 0);
  return 1000 * std::exp2(1 + 4 * dice.unit() * dice.unit());
}

inline double share_of(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

inline void fill_second(load_series& series, std::vector<double> latencies, prng& dice,
                        double queries, double loss) {
  const auto asked = std::round(queries * (0.93 + 0.14 * dice.unit()));
  std::sort(latencies.begin(), latencies.end());
  series.queries.push_back(asked);
  series.lost.push_back(std::round(asked * (1 - (1 - loss) * (1 - loss))));
  series.answers.push_back(asked - series.lost.back());
  series.acknowledged.push_back(static_cast<double>(latencies.size()));
  series.latency_p50_ms.push_back(share_of(latencies, 0.5));
  series.latency_p99_ms.push_back(share_of(latencies, 0.99));
  series.console_cpu_percent.push_back(asked / 80 + 3 * dice.unit());
}

/// A run of so many birds with one report each, and the time until the last has arrived.
inline load_report load_run(std::uint64_t birds, std::size_t seconds, double loss) {
  prng dice(7);
  load_report out;
  out.console = "127.0.0.1:15310";
  out.birds = birds;
  out.seed = 1;
  out.seconds = static_cast<double>(seconds);
  out.loss = loss;
  out.interval_seconds = 15;
  std::vector<std::vector<double>> by_second(seconds + 1);
  std::vector<double> all;
  for (std::uint64_t i = 0; i < birds; ++i) {
    const auto latency = latency_ms(dice, loss);
    const auto second = static_cast<std::size_t>(out.seconds * dice.unit() + latency / 1000);
    if (second >= by_second.size()) by_second.resize(second + 1);
    by_second[second].push_back(latency);
    all.push_back(latency);
  }
  for (std::size_t i = 0; i < by_second.size(); ++i)
    fill_second(out.series, by_second[i], dice, static_cast<double>(birds) / (i < seconds ? 5 : 12),
                loss);
  std::sort(all.begin(), all.end());
  out.reports_stored = out.reports_acknowledged = out.reports_in_console = birds;
  out.ack_p50_ms = share_of(all, 0.5);
  out.ack_p90_ms = share_of(all, 0.9);
  out.ack_p99_ms = share_of(all, 0.99);
  out.ack_max_ms = share_of(all, 1);
  out.latency_bucket_ms = {1,   2,    5,    10,   20,    50,    100,   200,
                           500, 1000, 2000, 5000, 10000, 20000, 60000, 180000};
  out.latency_bucket_count.assign(out.latency_bucket_ms.size(), 0);
  for (const auto ms : all)
    for (std::size_t i = 0; i < out.latency_bucket_ms.size(); ++i)
      if (ms <= out.latency_bucket_ms[i]) {
        ++out.latency_bucket_count[i];
        break;
      }
  for (std::size_t i = 0; i < out.series.queries.size(); ++i) {
    out.queries += static_cast<std::uint64_t>(out.series.queries[i]);
    out.answers += static_cast<std::uint64_t>(out.series.answers[i]);
    out.lost_up += static_cast<std::uint64_t>(out.series.lost[i] * 0.55);
    out.lost_down += static_cast<std::uint64_t>(out.series.lost[i] * 0.45);
    out.console_cpu_seconds += out.series.console_cpu_percent[i] / 100;
  }
  out.heartbeats_sent = birds * (by_second.size() / 15 + 1);
  out.heartbeats_answered = out.heartbeats_sent * 988 / 1000;
  out.retries = out.queries / 3;
  out.console_us_per_heartbeat =
      out.console_cpu_seconds * 1e6 / static_cast<double>(std::max<std::uint64_t>(1, birds));
  out.console_rss_before_mib = 33.2;
  out.console_rss_after_mib = 83.8;
  out.console_kib_per_bird = 10.4;
  out.own_cpu_seconds = 26.35;
  return out;
}

inline load_report missing_run() {
  auto out = load_run(5000, 60, 0.33);
  out.reports_acknowledged = out.reports_in_console = 4988;
  return out;
}

inline std::vector<std::pair<std::string, load_report>> all_runs() {
  return {{"good", load_run(5000, 60, 0.2)},
          {"missing", missing_run()},
          {"empty", load_report{}},
          {"one_second", load_run(40, 1, 0)},
          {"ten_minutes", load_run(40000, 600, 0.2)}};
}

}  // namespace aviary::samples
