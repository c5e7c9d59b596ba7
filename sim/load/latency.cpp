#include "sim/load/latency.hpp"

#include <algorithm>
#include <cmath>

namespace aviary {

double percentile(const std::vector<double>& sorted, double percent) {
  if (sorted.empty()) return 0;
  const auto rank = std::ceil(static_cast<double>(sorted.size()) * percent / 100);
  const auto place = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  return sorted[std::min(place, sorted.size() - 1)];
}

const std::vector<double>& latency_bounds_ms() {
  static const std::vector<double> bounds{1,      2,      5,      10,      20,     50,
                                          100,    200,    500,    1'000,   2'000,  5'000,
                                          10'000, 20'000, 60'000, 180'000, 600'000};
  return bounds;
}

std::vector<std::uint64_t> count_by_bound(const std::vector<double>& latencies) {
  const auto& bounds = latency_bounds_ms();
  std::vector<std::uint64_t> out(bounds.size());
  for (const auto one : latencies) {
    const auto found = std::lower_bound(bounds.begin(), bounds.end() - 1, one);
    ++out[static_cast<std::size_t>(found - bounds.begin())];
  }
  return out;
}

}  // namespace aviary
