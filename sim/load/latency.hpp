#pragma once

#include <cstdint>
#include <vector>

// What is said about many latencies: the value that a share of them does not exceed, and how many
// lie in each of a few classes. All in milliseconds.

namespace aviary {

/// The nearest-rank percentile: the smallest of `sorted` that at least `percent` of them (0 to 100)
/// do not exceed. 0 when there are none.
double percentile(const std::vector<double>& sorted, double percent);

/// Upper bounds of the classes in which latencies are counted, each included in its class. The last
/// class takes whatever is longer, too.
const std::vector<double>& latency_bounds_ms();

/// How many lie in each class of `latency_bounds_ms`.
std::vector<std::uint64_t> count_by_bound(const std::vector<double>& latencies);

}  // namespace aviary
