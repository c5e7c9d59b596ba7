#include "console/channels/channels.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

std::string header(const http_post& post, const std::string& name) {
  for (const auto& [key, value] : post.headers)
    if (key == name) return value;
  return {};
}

TEST(Channels, SignsEachAttemptUnderOneId) {
  channels known;
  known.add("webhook-1", {"http://127.0.0.1/hook", webhook_secret()});
  const wall_time now(std::chrono::seconds(1'767'225'600));
  const auto first = known.request("webhook-1", "ab.webhook-1", "{}", now);
  const auto later = known.request("webhook-1", "ab.webhook-1", "{}", now + std::chrono::hours(1));
  ASSERT_TRUE(first && later);
  EXPECT_EQ(first->url, "http://127.0.0.1/hook");
  EXPECT_EQ(header(*first, "webhook-id"), "ab.webhook-1");
  EXPECT_EQ(header(*later, "webhook-id"), "ab.webhook-1");
  EXPECT_EQ(header(*first, "webhook-timestamp"), "1767225600");
  EXPECT_EQ(header(*first, "webhook-signature"),
            sign_webhook(webhook_secret(), "ab.webhook-1", 1'767'225'600, "{}"));
  EXPECT_NE(header(*first, "webhook-signature"), header(*later, "webhook-signature"));
  EXPECT_EQ(first->body, later->body);
}

TEST(Channels, KnowsNothingOfOthers) {
  EXPECT_FALSE(channels().request("webhook-1", "ab.webhook-1", "{}", {}));
}

}  // namespace
}  // namespace aviary
