#include "sim/load/load_meter.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sim/load/latency.hpp"

namespace aviary {

// -- from any thread ------------------------------------------------------------------------------

void load_meter::stored(std::string id) {
  const std::lock_guard lock(mutex_);
  stored_.push_back(std::move(id));
}

void load_meter::refused() {
  const std::lock_guard lock(mutex_);
  ++refused_;
}

void load_meter::acknowledged(instant::duration latency) {
  const std::lock_guard lock(mutex_);
  latencies_ms_.push_back(std::chrono::duration<double, std::milli>(latency).count());
}

// -- the owner's side -----------------------------------------------------------------------------

load_meter::totals load_meter::read() const {
  return {counters.queries,         counters.answers,
          counters.lost_up,         counters.lost_down,
          counters.retries,         counters.over_stream,
          counters.heartbeats_sent, counters.heartbeats_answered};
}

void load_meter::begin() {
  begun_ = second_ = read();
  series_ = {};
}

void load_meter::end_second(double console_cpu_percent) {
  const auto now = read();
  const auto lost = [](const totals& of) { return of.lost_up + of.lost_down; };
  series_.queries.push_back(static_cast<double>(now.queries - second_.queries));
  series_.answers.push_back(static_cast<double>(now.answers - second_.answers));
  series_.lost.push_back(static_cast<double>(lost(now) - lost(second_)));
  second_ = now;
  std::vector<double> latencies;
  {
    const std::lock_guard lock(mutex_);
    const auto fresh = latencies_ms_.begin() + static_cast<std::ptrdiff_t>(latencies_seen_);
    latencies.assign(fresh, latencies_ms_.end());
    latencies_seen_ = latencies_ms_.size();
  }
  std::ranges::sort(latencies);
  series_.acknowledged.push_back(static_cast<double>(latencies.size()));
  series_.latency_p50_ms.push_back(percentile(latencies, 50));
  series_.latency_p99_ms.push_back(percentile(latencies, 99));
  series_.console_cpu_percent.push_back(console_cpu_percent);
}

void load_meter::fill(load_report& out) const {
  const auto now = read();
  out.queries = now.queries - begun_.queries;
  out.answers = now.answers - begun_.answers;
  out.lost_up = now.lost_up - begun_.lost_up;
  out.lost_down = now.lost_down - begun_.lost_down;
  out.retries = now.retries - begun_.retries;
  out.over_stream = now.over_stream - begun_.over_stream;
  out.heartbeats_sent = now.heartbeats_sent - begun_.heartbeats_sent;
  out.heartbeats_answered = now.heartbeats_answered - begun_.heartbeats_answered;
  out.series = series_;
  std::vector<double> latencies;
  {
    const std::lock_guard lock(mutex_);
    latencies = latencies_ms_;
    out.reports_stored = stored_.size();
  }
  out.reports_acknowledged = latencies.size();
  std::ranges::sort(latencies);
  out.ack_p50_ms = percentile(latencies, 50);
  out.ack_p90_ms = percentile(latencies, 90);
  out.ack_p99_ms = percentile(latencies, 99);
  out.ack_max_ms = percentile(latencies, 100);
  out.latency_bucket_ms = latency_bounds_ms();
  out.latency_bucket_count = count_by_bound(latencies);
}

std::uint64_t load_meter::stored_count() const {
  const std::lock_guard lock(mutex_);
  return stored_.size();
}

std::uint64_t load_meter::refused_count() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::uint64_t load_meter::acknowledged_count() const {
  const std::lock_guard lock(mutex_);
  return latencies_ms_.size();
}

std::vector<std::string> load_meter::stored_ids() const {
  const std::lock_guard lock(mutex_);
  return stored_;
}

}  // namespace aviary
