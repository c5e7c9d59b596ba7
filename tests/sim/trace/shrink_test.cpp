#include "sim/trace/shrink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aviary {
namespace {

bool has(const trace& one, std::uint64_t ordinal) {
  return std::any_of(one.strikes.begin(), one.strikes.end(),
                     [ordinal](const auto& each) { return each.ordinal == ordinal; });
}

trace large() {
  trace out;
  out.options = draw_world(3);
  out.options.birds = 5;
  out.options.reports = 12;
  for (std::uint64_t i = 0; i < 300; ++i) out.strikes.push_back({"bird_crash", 1, i, {}});
  return out;
}

TEST(Shrink, LeavesTheFewestStrikesThatStillFail) {
  int runs = 0;
  const auto small = shrink(large(), [&runs](const trace& one) {
    ++runs;
    return has(one, 17) && has(one, 250);
  });
  EXPECT_EQ(small.strikes.size(), 2u);
  EXPECT_LT(runs, 500);
}

TEST(Shrink, LeavesTheSmallestWorldThatStillFails) {
  const auto small = shrink(large(), [](const trace& one) {
    return one.options.birds >= 2 && one.options.reports >= 3 && one.options.seconds >= 40;
  });
  EXPECT_EQ(small.options.birds, 2u);
  EXPECT_EQ(small.options.reports, 3u);
  EXPECT_EQ(small.options.seconds, 40u);
  EXPECT_TRUE(small.strikes.empty());
  EXPECT_TRUE(small.options.faults.empty());
}

}  // namespace
}  // namespace aviary
