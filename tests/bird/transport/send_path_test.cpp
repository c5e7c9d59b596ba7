#include "bird/transport/send_path.hpp"

#include <gtest/gtest.h>

#include "tests/bird/transport/test_ports.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

class SendPath : public testing::Test {
 protected:
  open_query send(instant now) {
    path.sent(now);
    return path.queries.add({}, now, entropy);
  }

  seeded_entropy entropy{1};
  send_path path{600ms, 0};
};

TEST_F(SendPath, is_held_by_the_window_until_a_timeout_passes) {
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(path.may_send(instant{}));
    send(instant{});
  }
  EXPECT_FALSE(path.may_send(instant{}));
  EXPECT_EQ(path.free_at(instant{}), instant{600ms});
  EXPECT_TRUE(path.may_send(instant{600ms}));
}

TEST_F(SendPath, is_held_by_a_pause) {
  const auto query = send(instant{});
  path.refused(query, instant{40ms}, 1.0);
  EXPECT_FALSE(path.may_send(instant{50ms}));
  EXPECT_EQ(path.free_at(instant{50ms}), instant{1040ms});
}

TEST_F(SendPath, is_held_by_the_lower_pace_after_trouble) {
  path.refused(send(instant{}), instant{40ms}, 1.0);
  const instant later{2s};
  int burst = 0;
  for (; path.may_send(later) && burst < 100; ++burst) {
    path.sent(later);
  }
  EXPECT_EQ(burst, send_pace::troubled_per_second / 32);
  EXPECT_GT(path.free_at(later), later + 5ms);
}

TEST_F(SendPath, learns_from_answers) {
  EXPECT_FALSE(path.answered(send(instant{}), false, instant{40ms}));
  EXPECT_EQ(path.rtt.smoothed(), 40ms);
  EXPECT_EQ(path.window.size(), 9u);
}

// Such an answer may come from a cache, or over a connection: it tells nothing of the path's delay.
TEST_F(SendPath, takes_no_time_from_a_repeated_name_or_a_stream) {
  auto first = send(instant{});
  const auto again = path.queries.add_repeat(first, instant{1s}, entropy);
  path.answered(again, false, instant{1001ms});
  auto streamed = send(instant{2s});
  streamed.over_stream = true;
  path.answered(streamed, false, instant{2500ms});
  EXPECT_FALSE(path.rtt.smoothed());
  EXPECT_EQ(path.window.size(), 10u);
}

TEST_F(SendPath, an_answer_ends_a_silence_and_begins_with_a_small_window) {
  for (int i = 0; i < 20; ++i) path.answered(send(instant{}), false, instant{40ms});
  const auto query = send(instant{1s});
  EXPECT_EQ(path.silence_begins(), instant{3s});
  path.quiet.begin(instant{3s}, 1.0);
  EXPECT_FALSE(path.surely_silent(instant{4s}));
  EXPECT_TRUE(path.surely_silent(instant{5s}));
  EXPECT_TRUE(path.answered(query, false, instant{5s}));
  EXPECT_EQ(path.window.size(), send_window::first);
}

TEST_F(SendPath, a_silence_that_was_none_leaves_the_window) {
  for (int i = 0; i < 20; ++i) path.answered(send(instant{}), false, instant{40ms});
  const auto query = send(instant{1s});
  path.quiet.begin(instant{3s}, 1.0);
  EXPECT_FALSE(path.answered(query, false, instant{3500ms}));
  EXPECT_FALSE(path.quiet.silent());
  EXPECT_GT(path.window.size(), send_window::first);
}

}  // namespace

}  // namespace aviary
