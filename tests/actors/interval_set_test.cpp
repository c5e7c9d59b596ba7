#include "actors/interval_set.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

namespace aviary {
namespace {

TEST(IntervalSet, JoinsNeighbours) {
  interval_set set;
  EXPECT_TRUE(set.insert(1));
  EXPECT_TRUE(set.insert(3));
  EXPECT_EQ(set.intervals().size(), 2u);
  EXPECT_TRUE(set.insert(2));
  EXPECT_EQ(set.intervals(), (std::map<std::uint32_t, std::uint32_t>{{1, 3}}));
  EXPECT_FALSE(set.insert(2));
}

TEST(IntervalSet, HoldsTheEndsOfTheRange) {
  interval_set set;
  EXPECT_TRUE(set.insert(0xFFFFFFFF));
  EXPECT_TRUE(set.insert(0));
  EXPECT_TRUE(set.insert(0xFFFFFFFE));
  EXPECT_EQ(set.intervals().size(), 2u);
  EXPECT_TRUE(set.contains(0xFFFFFFFF));
  EXPECT_FALSE(set.contains(1));
}

TEST(IntervalSet, AgreesWithAPlainSet) {
  EXPECT_TRUE(rc::check("in any order", [] {
    interval_set set;
    std::set<std::uint32_t> plain;
    const auto values =
        *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 40));
    for (const auto value : values) RC_ASSERT(set.insert(value) == plain.insert(value).second);
    for (std::uint32_t value = 0; value < 42; ++value)
      RC_ASSERT(set.contains(value) == plain.contains(value));
    for (const auto& [first, last] : set.intervals()) RC_ASSERT(!plain.contains(last + 1));
  }));
}

}  // namespace
}  // namespace aviary
