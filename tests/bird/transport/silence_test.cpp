#include "bird/transport/silence.hpp"

#include <gtest/gtest.h>

namespace aviary {

namespace {

using namespace std::chrono_literals;

constexpr double no_jitter = 1.0;

TEST(Silence, begins_after_four_timeouts_and_two_seconds_without_an_answer) {
  silence quiet;
  EXPECT_FALSE(quiet.begins(100ms, 1));
  quiet.sent(instant{1s});
  quiet.sent(instant{2s});
  EXPECT_EQ(quiet.begins(100ms, 1), instant{3s});
  EXPECT_EQ(quiet.begins(1s, 1), instant{5s});
  EXPECT_FALSE(quiet.answered(100ms, instant{2s}));
  EXPECT_FALSE(quiet.begins(100ms, 1));
  quiet.sent(instant{4s});
  EXPECT_EQ(quiet.begins(100ms, 1), instant{6s});
}

TEST(Silence, needs_more_misses_where_loss_explains_some) {
  silence quiet;
  for (int i = 0; i < 6; ++i) quiet.sent(instant{1s});
  EXPECT_FALSE(quiet.begins(100ms, 7));
  quiet.sent(instant{9s});
  EXPECT_EQ(quiet.begins(100ms, 7), instant{3s});
}

std::vector<std::chrono::nanoseconds> pauses(std::size_t dead_after, int count) {
  silence quiet;
  instant now{};
  quiet.begin(now, no_jitter);
  std::vector<std::chrono::nanoseconds> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(quiet.ask_due() - now);
    now = quiet.ask_due();
    quiet.asked(now, dead_after, no_jitter);
  }
  return all;
}

TEST(Silence, asks_ever_more_rarely) {
  using list = std::vector<std::chrono::nanoseconds>;
  EXPECT_EQ(pauses(1, 8), (list{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}));
  EXPECT_EQ(pauses(7, 6), (list{1s, 1s, 2s, 2s, 4s, 4s}));
}

TEST(Silence, ends_with_an_answer_and_begins_anew) {
  silence quiet;
  quiet.sent(instant{});
  quiet.begin(instant{2s}, 1.25);
  EXPECT_TRUE(quiet.silent());
  EXPECT_EQ(quiet.ask_due(), instant{3250ms});
  EXPECT_FALSE(quiet.begins(100ms, 1)) << "it has begun";
  quiet.asked(instant{3250ms}, 1, no_jitter);
  EXPECT_TRUE(quiet.answered(100ms, instant{3350ms}));
  EXPECT_FALSE(quiet.silent());
  quiet.begin(instant{60s}, no_jitter);
  EXPECT_EQ(quiet.ask_due(), instant{61s});
}

TEST(Silence, is_certain_once_a_status_query_got_no_answer_either) {
  silence quiet;
  quiet.sent(instant{});
  quiet.begin(instant{2s}, no_jitter);
  EXPECT_EQ(quiet.certain_from(100ms), instant{3100ms});
  quiet.asked(instant{3200ms}, 1, no_jitter);
  EXPECT_EQ(quiet.certain_from(100ms), instant{3300ms}) << "it left a little late";
  quiet.asked(instant{5200ms}, 1, no_jitter);
  EXPECT_EQ(quiet.certain_from(100ms), instant{3300ms}) << "the first one counts";
  EXPECT_FALSE(silence(quiet).answered(100ms, instant{3299ms}));
  EXPECT_TRUE(quiet.answered(100ms, instant{3300ms}));
}

}  // namespace

}  // namespace aviary
