#include "bird/transport/resolver_health.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(ResolverHealth, IsUnknownAtFirst) {
  EXPECT_EQ(resolver_health{}.score(), std::nullopt);
}

TEST(ResolverHealth, ForgetsWhatWasLongAgo) {
  resolver_health health;
  for (int i = 0; i < 10; ++i) health.missed();
  EXPECT_EQ(health.score(), 0);
  for (int i = 0; i < 100; ++i) health.answered(instant{});
  EXPECT_GT(*health.score(), 0.99);
  EXPECT_EQ(health.queries(), 110u);
  EXPECT_EQ(health.answers(), 100u);
}

TEST(ResolverHealth, IsTheShareThatIsAnswered) {
  resolver_health health;
  for (int i = 0; i < 400; ++i) {
    if (i % 4 == 0)
      health.missed();
    else
      health.answered(instant{});
  }
  EXPECT_NEAR(*health.score(), 0.75, 0.05);
}

}  // namespace
}  // namespace aviary
