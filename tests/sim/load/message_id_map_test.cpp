#include "sim/load/message_id_map.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aviary {
namespace {

TEST(MessageIdMap, GivesEachQueryAnIdOfItsOwn) {
  message_id_map ids;
  std::set<std::uint16_t> given;
  for (std::uint32_t bird = 0; bird < 1000; ++bird) given.insert(ids.enter({bird, 7, false, 0}));
  EXPECT_EQ(given.size(), 1000u);
}

TEST(MessageIdMap, FindsTheBirdAndItsIdOnce) {
  message_id_map ids;
  const auto first = ids.enter({1, 0xABCD, true, 5});
  const auto second = ids.enter({2, 0xABCD, false, 0});
  const auto found = ids.take(first);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bird, 1u);
  EXPECT_EQ(found->id, 0xABCD);
  EXPECT_TRUE(found->heartbeat);
  EXPECT_EQ(found->message, 5u);
  EXPECT_FALSE(ids.take(first)) << "a second answer";
  EXPECT_EQ(ids.take(second)->bird, 2u);
}

TEST(MessageIdMap, KnowsNothingOfIdsThatNoQueryHas) {
  message_id_map ids(4);
  EXPECT_FALSE(ids.take(0));
  const auto given = ids.enter({1, 2, false, 0});
  EXPECT_FALSE(ids.take(static_cast<std::uint16_t>(given + 4))) << "the same place, another id";
  EXPECT_TRUE(ids.take(given));
}

TEST(MessageIdMap, ForgetsAQueryWhenItsPlaceIsNeeded) {
  message_id_map ids(4);
  const auto old = ids.enter({1, 2, false, 0});
  for (std::uint32_t bird = 10; bird < 14; ++bird) ids.enter({bird, 2, false, 0});
  EXPECT_FALSE(ids.take(old));
  EXPECT_EQ(ids.take(static_cast<std::uint16_t>(old + 4))->bird, 13u);
}

TEST(MessageIdMap, GoesOnBehindTheLastId) {
  message_id_map ids(4);
  std::uint16_t last = 0;
  for (std::uint32_t i = 0; i < 70'000; ++i) last = ids.enter({i, 2, false, 0});
  EXPECT_EQ(last, 70'000 % 65'536);
  EXPECT_EQ(ids.take(last)->bird, 69'999u);
}

}  // namespace
}  // namespace aviary
