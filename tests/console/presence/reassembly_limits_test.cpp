#include "console/presence/reassembly_limits.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace aviary {
namespace {

using namespace std::chrono_literals;
using enum reassembly_limits::admission;

constexpr instant start{1000h};

class ReassemblyLimits : public testing::Test {
 protected:
  reassembly_limits::verdict admit(std::uint64_t at, instant now = start) {
    return limits_.admit(ada_, {at}, now);
  }

  registered_bird ada_;
  reassembly_limits limits_;
};

TEST_F(ReassemblyLimits, evict_the_lowest_counter) {
  for (const std::uint64_t at : {30U, 10U, 40U, 20U}) EXPECT_FALSE(admit(at).evicted);
  EXPECT_EQ(admit(30).how, open) << "it is there already";
  EXPECT_EQ(admit(9).how, too_old);
  const auto fifth = admit(50);
  EXPECT_EQ(fifth.how, open);
  EXPECT_EQ(fifth.evicted, counter{10});
  EXPECT_EQ(limits_.open(), messages_in_flight_max);
  EXPECT_FALSE(limits_.is_open(ada_, {10}));
  EXPECT_TRUE(limits_.is_open(ada_, {50}));
}

TEST_F(ReassemblyLimits, hold_for_each_registration) {
  const registered_bird bob;
  for (std::uint64_t at = 1; at <= 4; ++at) admit(at);
  EXPECT_FALSE(limits_.admit(bob, {0}, start).evicted);
  EXPECT_EQ(limits_.open(), 5U);
  limits_.close(bob, {0});
  limits_.close(bob, {0});
  EXPECT_EQ(limits_.open(), 4U);
}

TEST_F(ReassemblyLimits, expire_after_a_day) {
  admit(1);
  limits_.readmit(ada_, {2}, start - 23h);
  EXPECT_TRUE(limits_.expire(start + 59min).empty());
  const auto old = limits_.expire(start + 1h);
  ASSERT_EQ(old.size(), 1U);
  EXPECT_EQ(old[0].at, counter{2});
  EXPECT_TRUE(limits_.is_open(ada_, {1}));
  EXPECT_EQ(limits_.expire(start + 24h).size(), 1U);
  EXPECT_EQ(limits_.open(), 0U);
}

TEST_F(ReassemblyLimits, stop_at_so_many_of_all_birds) {
  std::deque<registered_bird> birds(reassembly_limits::open_max);
  for (const auto& bird : birds) EXPECT_EQ(limits_.admit(bird, {1}, start).how, open);
  EXPECT_EQ(admit(1).how, overloaded);
  EXPECT_EQ(limits_.admit(birds[0], {1}, start).how, open);
  limits_.close(birds[0], {1});
  EXPECT_EQ(admit(1).how, open);
}

}  // namespace
}  // namespace aviary
