#include "bird/heartbeat.hpp"

#include <gtest/gtest.h>

#include "tests/bird/transport/test_ports.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

TEST(Heartbeat, is_due_at_once_and_then_every_interval_give_or_take_a_tenth) {
  seeded_entropy entropy(1);
  heartbeat_schedule schedule(entropy);
  instant now{100h};
  ASSERT_TRUE(schedule.take_due(now));
  std::chrono::nanoseconds shortest = 1h;
  std::chrono::nanoseconds longest{};
  for (int i = 0; i < 500; ++i) {
    EXPECT_FALSE(schedule.take_due(now));
    const auto pause = schedule.next_due() - now;
    shortest = std::min(shortest, pause);
    longest = std::max(longest, pause);
    now = schedule.next_due();
    ASSERT_TRUE(schedule.take_due(now));
  }
  EXPECT_GE(shortest, 13500ms);
  EXPECT_LT(shortest, 13600ms);
  EXPECT_LE(longest, 16500ms);
  EXPECT_GT(longest, 16400ms);
}

TEST(Heartbeat, one_that_is_a_little_late_keeps_its_rate) {
  seeded_entropy entropy(1);
  heartbeat_schedule schedule(entropy);
  instant now{100h};
  const auto begin = now;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(schedule.take_due(now));
    now = schedule.next_due() + 200ms;
  }
  EXPECT_NEAR(static_cast<double>((now - begin).count()), 15e12, 0.1e12);
}

TEST(Heartbeat, does_not_make_up_for_a_suspend) {
  seeded_entropy entropy(1);
  heartbeat_schedule schedule(entropy);
  ASSERT_TRUE(schedule.take_due(instant{1h}));
  ASSERT_TRUE(schedule.take_due(instant{9h}));
  EXPECT_GE(schedule.next_due(), instant{9h} + 13500ms);
}

TEST(Heartbeat, a_shorter_interval_holds_at_once) {
  seeded_entropy entropy(1);
  heartbeat_schedule schedule(entropy);
  const instant now{1h};
  schedule.set_interval(1h, now);
  ASSERT_TRUE(schedule.take_due(now));
  EXPECT_GE(schedule.next_due(), now + 54min);
  schedule.set_interval(10s, now);
  EXPECT_LE(schedule.next_due(), now + 11s);
  schedule.set_interval(0s, now);
  EXPECT_EQ(schedule.interval(), heartbeat_schedule::interval_min);
  schedule.set_interval(100h, now);
  EXPECT_EQ(schedule.interval(), heartbeat_schedule::interval_max);
}

}  // namespace

}  // namespace aviary
