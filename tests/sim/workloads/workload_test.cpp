#include "sim/workloads/workload.hpp"

#include <gtest/gtest.h>

#include "sim/world.hpp"

namespace aviary {
namespace {

TEST(Workload, EachTouchesAsOftenAsTheWorldSays) {
  for (const auto& kind : workload_kinds()) {
    world_options options;
    options.birds = 3;
    options.reports = 4;
    options.workload = kind.name;
    const auto told = run_world(options);
    EXPECT_TRUE(told.broken_promises.empty());
    if (kind.name == "quiet")
      EXPECT_EQ(told.reports, 0u);
    else  // a touch before the bird is registered is nobody's
      EXPECT_GE(told.reports, 8u) << kind.name;
  }
  EXPECT_EQ(find_workload("no such workload"), nullptr);
}

TEST(Workload, AFloodIsOnOneBirdAndGetsThroughSoonAfter) {
  world_options options;
  options.birds = 3;
  options.reports = 5;
  options.workload = "flood";
  options.loss = 0.2;
  const auto told = run_world(options);
  EXPECT_TRUE(told.broken_promises.empty());
  EXPECT_GE(told.reports, 200u);
  EXPECT_LE(told.settled_after, 300);
}

}  // namespace
}  // namespace aviary
