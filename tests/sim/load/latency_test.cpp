#include "sim/load/latency.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace aviary {
namespace {

TEST(Latency, PercentileIsTheNearestRank) {
  const std::vector<double> five{15, 20, 35, 40, 50};  // the example of Wikipedia's "Percentile"
  EXPECT_EQ(percentile(five, 5), 15);
  EXPECT_EQ(percentile(five, 30), 20);
  EXPECT_EQ(percentile(five, 40), 20);
  EXPECT_EQ(percentile(five, 50), 35);
  EXPECT_EQ(percentile(five, 100), 50);
  EXPECT_EQ(percentile(five, 0), 15);
}

TEST(Latency, PercentileOfNothingAndOfOne) {
  EXPECT_EQ(percentile({}, 99), 0);
  EXPECT_EQ(percentile({3}, 1), 3);
  EXPECT_EQ(percentile({3}, 99), 3);
}

TEST(Latency, The99thOfAHundredIsNotTheLargest) {
  std::vector<double> hundred(100);
  std::iota(hundred.begin(), hundred.end(), 1);
  EXPECT_EQ(percentile(hundred, 99), 99);
  EXPECT_EQ(percentile(hundred, 99.1), 100);
}

TEST(Latency, BoundsAscend) {
  const auto& bounds = latency_bounds_ms();
  EXPECT_TRUE(std::ranges::is_sorted(bounds));
  EXPECT_EQ(std::ranges::adjacent_find(bounds), bounds.end());
}

TEST(Latency, ABoundBelongsToItsClassAndTheLastTakesTheRest) {
  const auto& bounds = latency_bounds_ms();
  const auto counts = count_by_bound({0, bounds[0], bounds[0] + 0.1, bounds[1], 1e9});
  ASSERT_EQ(counts.size(), bounds.size());
  EXPECT_EQ(counts[0], 2u);
  EXPECT_EQ(counts[1], 2u);
  EXPECT_EQ(counts.back(), 1u);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 5u);
}

}  // namespace
}  // namespace aviary
