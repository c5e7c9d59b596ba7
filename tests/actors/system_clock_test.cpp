#include "actors/system_clock.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(SystemClock, GoesForwardAndKnowsItsBoot) {
  const system_clock_port clock;
  const auto first = clock.now();
  EXPECT_GE(clock.now(), first);
  EXPECT_GT(first, instant{});
  EXPECT_NE(clock.machine_boot(), 0u);
  EXPECT_EQ(clock.machine_boot(), system_clock_port().machine_boot());
}

TEST(SystemClock, KnowsTheCivilTime) {
  const auto difference = std::chrono::system_clock::now() - system_clock_port().wall_now();
  EXPECT_LT(difference, std::chrono::minutes(1));
  EXPECT_GT(difference, -std::chrono::minutes(1));
}

}  // namespace
}  // namespace aviary
