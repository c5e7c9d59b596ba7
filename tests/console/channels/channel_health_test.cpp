#include "console/channels/channel_health.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

const http_outcome taken{200, "HTTP 200"};
const http_outcome broken{500, "HTTP 500"};

TEST(ChannelHealth, CountsFailuresUntilSomethingIsTaken) {
  channel_health health;
  EXPECT_FALSE(health.last("webhook-1"));
  health.note("webhook-1", "a.webhook-1", broken, wall_time(std::chrono::seconds(1)));
  health.note("webhook-1", "b.webhook-1", broken, wall_time(std::chrono::seconds(2)));
  ASSERT_TRUE(health.last("webhook-1"));
  EXPECT_EQ(health.last("webhook-1")->failures, 2u);
  EXPECT_EQ(health.last("webhook-1")->outcome.text, "HTTP 500");
  EXPECT_EQ(health.last("webhook-1")->at, wall_time(std::chrono::seconds(2)));
  health.note("webhook-1", "a.webhook-1", taken, {});
  EXPECT_EQ(health.last("webhook-1")->failures, 0u);
  EXPECT_FALSE(health.last("webhook-2"));
}

TEST(ChannelHealth, TellsWhoWatchesOfTheFirstFailure) {
  channel_health health;
  std::vector<std::string> heard;
  const auto hear = [&heard](const http_outcome& outcome) { heard.push_back(outcome.text); };
  health.watch("a.webhook-1", hear);
  health.note("webhook-1", "b.webhook-1", broken, {});
  health.note("webhook-1", "a.webhook-1", taken, {});
  EXPECT_TRUE(heard.empty());
  EXPECT_TRUE(health.forget("a.webhook-1"));

  health.watch("c.webhook-1", hear);
  health.note("webhook-1", "c.webhook-1", broken, {});
  health.note("webhook-1", "c.webhook-1", broken, {});
  EXPECT_EQ(heard, std::vector<std::string>{"HTTP 500"});
  EXPECT_FALSE(health.forget("c.webhook-1"));
}

}  // namespace
}  // namespace aviary
