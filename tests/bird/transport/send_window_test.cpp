#include "bird/transport/send_window.hpp"

#include <gtest/gtest.h>

namespace aviary {

namespace {

using namespace std::chrono_literals;

constexpr double no_jitter = 1.0;

TEST(SendWindow, grows_by_one_with_each_answer_up_to_32) {
  send_window window;
  EXPECT_EQ(window.size(), 8u);
  window.answered(40ms, instant{});
  EXPECT_EQ(window.size(), 9u);
  for (int i = 0; i < 100; ++i) window.answered(40ms, instant{});
  EXPECT_EQ(window.size(), 32u);
}

TEST(SendWindow, a_refusal_halves_it_and_pauses_and_what_left_before_says_nothing_new) {
  send_window window;
  const instant sent{10s};
  const instant now = sent + 40ms;
  window.refused(sent, now, no_jitter);
  window.refused(sent, now + 1ms, no_jitter);
  EXPECT_EQ(window.size(), 4u);
  EXPECT_EQ(window.paused_until(now), now + 1s);
  EXPECT_FALSE(window.paused_until(now + 1s));
  EXPECT_TRUE(window.troubled(now + 59s));
  EXPECT_FALSE(window.troubled(now + 61s));
}

TEST(SendWindow, pauses_double_up_to_a_minute_until_answers_come) {
  send_window window;
  instant now{10s};
  std::vector<std::chrono::nanoseconds> pauses;
  for (int i = 0; i < 8; ++i) {
    window.refused(now, now, no_jitter);
    pauses.push_back(*window.paused_until(now) - now);
    now = *window.paused_until(now);
  }
  EXPECT_EQ(pauses, (std::vector<std::chrono::nanoseconds>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}));
  EXPECT_EQ(window.size(), 1u);
  for (int i = 0; i < 8; ++i) window.answered(40ms, now);
  window.refused(now + 1s, now + 1s, 0.75);
  window.refused(now + 1s, now + 1s, 0.75);
  EXPECT_EQ(window.paused_until(now + 1s), now + 1s + 750ms);
}

TEST(SendWindow, one_refusal_among_many_answers_is_about_one_name) {
  send_window window;
  for (int i = 0; i < 8; ++i) window.answered(40ms, instant{});
  const auto before = window.size();
  window.refused(instant{1s}, instant{1s}, no_jitter);
  EXPECT_EQ(window.size(), before);
  EXPECT_FALSE(window.paused_until(instant{1s}));
  EXPECT_FALSE(window.troubled(instant{1s}));
  for (int i = 0; i < 7; ++i) window.answered(40ms, instant{2s});
  window.refused(instant{2s}, instant{2s}, no_jitter);
  EXPECT_EQ(window.paused_until(instant{2s}), instant{3s});
  EXPECT_TRUE(window.troubled(instant{2s}));
}

TEST(SendWindow, slow_down_is_obeyed) {
  send_window window;
  window.slow_down(5s, instant{});
  EXPECT_EQ(window.paused_until(instant{}), instant{5s});
  EXPECT_TRUE(window.troubled(instant{}));
  EXPECT_EQ(window.size(), 8u);
}

TEST(SendWindow, shrinks_when_every_answer_comes_late) {
  send_window window;
  for (int i = 0; i < 24; ++i) window.answered(40ms, instant{});
  ASSERT_EQ(window.size(), 32u);
  for (int i = 0; i < 8; ++i) window.answered(120ms, instant{1s});
  EXPECT_EQ(window.size(), 24u);
  for (int i = 0; i < 800; ++i) window.answered(120ms, instant{2s});
  EXPECT_GE(window.size(), send_window::delay_floor);
  EXPECT_LE(window.size(), 24u);
}

// One answer of a round was quick, so there is no queue: the resolver repeated what was lost.
TEST(SendWindow, a_few_late_answers_are_loss_and_not_delay) {
  send_window window;
  for (int i = 0; i < 24; ++i) window.answered(40ms, instant{});
  for (int i = 0; i < 160; ++i) window.answered(i % 4 == 0 ? 45ms : 400ms, instant{1s});
  EXPECT_EQ(window.size(), 32u);
}

TEST(SendWindow, a_longer_route_is_the_new_measure_after_a_while) {
  send_window window;
  for (int i = 0; i < 24; ++i) window.answered(40ms, instant{});
  for (int minute = 0; minute < 30; ++minute)
    for (int i = 0; i < 8; ++i) window.answered(120ms, instant{std::chrono::minutes(minute)});
  EXPECT_EQ(window.size(), 32u);
}

}  // namespace

}  // namespace aviary
