#include "sim/network/server_health.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::seconds;

const instant start{std::chrono::hours(1)};

/// Timeouts of the server: 1, 2, 4 ... 64 s; probes from 8 s; down at 64 s; remembered 10 minutes.
server_health backing_off() {
  retry_profile retry;
  retry.timeout_first = seconds(1);
  retry.timeout_min = milliseconds(100);
  retry.timeout_max = seconds(64);
  retry.backs_off_with_the_server = true;
  return {
      retry,
      {.probes_from = seconds(8), .down_from = seconds(64), .memory = std::chrono::minutes(10)}};
}

void time_out(server_health& it, instant& now) {
  const auto timeout = it.timeout(0);
  it.sent(timeout, now);
  now += timeout;
  it.timed_out(timeout, now);
}

TEST(ServerHealth, TheServersBackOffDoublesAndAnAnswerEndsIt) {
  auto it = backing_off();
  auto now = start;
  time_out(it, now);
  time_out(it, now);
  EXPECT_EQ(it.timeout(0), seconds(4));
  it.answered(milliseconds(40));
  EXPECT_EQ(it.timeout(0), milliseconds(120));
  for (int i = 0; i < 50; ++i) it.answered(milliseconds(40));
  EXPECT_EQ(it.timeout(0), milliseconds(100));
}

TEST(ServerHealth, ManyTimeoutsAtOneInstantCountOnce) {
  auto it = backing_off();
  for (int i = 0; i < 5; ++i) it.timed_out(seconds(1), start);
  EXPECT_EQ(it.timeout(0), seconds(2));
}

TEST(ServerHealth, TheQuestionsBackOffIsConstantFirst) {
  retry_profile retry;
  retry.timeout_first = retry.timeout_min = milliseconds(800);
  retry.timeout_max = milliseconds(9'000);
  retry.constant_attempts = 3;
  server_health it(retry, {});
  std::vector<long> waits;
  for (unsigned i = 0; i < 8; ++i) waits.push_back(it.timeout(i) / milliseconds(1));
  EXPECT_EQ(waits, (std::vector<long>{800, 800, 800, 1600, 3200, 6400, 9000, 9000}));
  it.answered(seconds(1));
  EXPECT_EQ(it.timeout(0), seconds(3));
}

TEST(ServerHealth, RoundTripsAreForgottenWhereTheyDoNotCount) {
  retry_profile retry;
  retry.remembers_round_trips = false;
  server_health it(retry, {});
  it.answered(seconds(5));
  EXPECT_EQ(it.timeout(0), retry.timeout_first);
}

TEST(ServerHealth, ProbesOneAtATime) {
  auto it = backing_off();
  auto now = start;
  for (int i = 0; i < 3; ++i) time_out(it, now);
  EXPECT_EQ(it.timeout(0), seconds(8));
  EXPECT_TRUE(it.admits(now));
  it.sent(it.timeout(0), now);
  EXPECT_FALSE(it.admits(now + seconds(10) - milliseconds(1)));
  EXPECT_TRUE(it.admits(now + seconds(10)));
  it.sent(it.timeout(0), now + seconds(10));
  it.answered(seconds(3));
  EXPECT_TRUE(it.admits(now + seconds(11)));
}

TEST(ServerHealth, IsDownUntilItIsForgottenAndThenTriedOnce) {
  auto it = backing_off();
  auto now = start;
  for (int i = 0; i < 6; ++i) time_out(it, now);
  EXPECT_FALSE(it.admits(now + seconds(60)));
  EXPECT_FALSE(it.admits(start + seconds(599)));
  now = start + seconds(600);
  EXPECT_TRUE(it.admits(now));
  EXPECT_EQ(it.timeout(0), seconds(8));
  auto again = it;
  time_out(again, now);
  EXPECT_FALSE(again.admits(now + seconds(60)));
  it.sent(it.timeout(0), now);
  it.answered(milliseconds(40));
  EXPECT_TRUE(it.admits(now));
}

TEST(ServerHealth, TimeoutsInARowThrottleIt) {
  server_health it({}, {.throttled_after = 3, .throttled_for = seconds(60)});
  for (int i = 0; i < 2; ++i) it.timed_out(seconds(1), start);
  it.answered(seconds(1));
  for (int i = 0; i < 2; ++i) it.timed_out(seconds(1), start);
  EXPECT_TRUE(it.admits(start));
  it.timed_out(seconds(1), start);
  EXPECT_FALSE(it.admits(start + seconds(59)));
  EXPECT_TRUE(it.admits(start + seconds(60)));
}

TEST(ServerHealth, TheDeadGetOneAtATimeUntilTheyAnswer) {
  server_health it({}, {.dead_after = 2, .dead_pause = seconds(1)});
  it.sent(seconds(1), start);
  it.timed_out(seconds(1), start);
  EXPECT_FALSE(it.dead());
  it.timed_out(seconds(1), start);
  EXPECT_TRUE(it.dead());
  EXPECT_FALSE(it.admits(start + milliseconds(999)));
  EXPECT_TRUE(it.admits(start + seconds(1)));
  it.sent(seconds(1), start + seconds(1));
  EXPECT_FALSE(it.admits(start + milliseconds(1'999)));
  it.answered(milliseconds(40));
  EXPECT_FALSE(it.dead());
  EXPECT_TRUE(it.admits(start + milliseconds(1'999)));
}

TEST(ServerHealth, KeepsToStreamsForAWhile) {
  server_health it({.stream_kept = seconds(60)}, {});
  EXPECT_FALSE(it.prefers_stream(start));
  it.stream_worked(start);
  EXPECT_TRUE(it.prefers_stream(start + seconds(59)));
  EXPECT_FALSE(it.prefers_stream(start + seconds(60)));
}

}  // namespace
}  // namespace aviary
