#include "sim/world_options.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim/faults/fault.hpp"

namespace aviary {
namespace {

TEST(WorldOptions, ComeBackFromTheirLines) {
  const auto drawn = draw_world(5);
  world_options back;
  for (const auto& line : to_lines(drawn)) ASSERT_TRUE(take_line(back, line)) << line;
  EXPECT_EQ(back, drawn);
}

TEST(WorldOptions, AreWithinTheirLimitsHoweverTheyAreDrawn) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) EXPECT_TRUE(check(draw_world(seed))) << seed;
}

TEST(WorldOptions, EveryFaultIsInSomeWorldsAndNotInOthers) {
  std::map<std::string, int> worlds;
  constexpr int seeds = 500;
  for (std::uint64_t seed = 0; seed < seeds; ++seed)
    for (const auto& [name, rate] : draw_world(seed).faults) ++worlds[name];
  EXPECT_EQ(worlds.size(), fault_kinds().size());
  for (const auto& [name, count] : worlds) {
    EXPECT_GT(count, seeds / 50) << name;  // some want a world of a certain kind
    EXPECT_LT(count, seeds * 9 / 10) << name;
  }
}

TEST(WorldOptions, SayWhatIsOutOfItsLimits) {
  world_options options;
  options.loss = 1.5;
  EXPECT_EQ(check(options).error().what, "loss is out of its limits: 1.5");
  options.loss = 0;
  options.workload = "nothing";
  EXPECT_EQ(check(options).error().hint, "see them with: aviary-sim list");
}

}  // namespace
}  // namespace aviary
