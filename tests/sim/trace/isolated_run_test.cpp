#include "sim/trace/isolated_run.hpp"

#include <gtest/gtest.h>

#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

TEST(IsolatedRun, IsTheSameRun) {
  const trace one{draw_world(7), {}};
  const auto here = run_world(one.options);
  const auto there = run_isolated(one, false, seconds(60));
  EXPECT_EQ(there.how, isolated_outcome::fate::kept);
  EXPECT_EQ(there.hash, here.hash);
  EXPECT_EQ(there.strikes.size(), here.strikes.size());
  EXPECT_EQ(there.reports, here.reports);
}

TEST(IsolatedRun, SaysWhyAProcessDied) {
  trace one{draw_world(7), {}};
  one.options.workload = "no such workload";
  const auto died = run_isolated(one, false, seconds(60));
  EXPECT_EQ(died.how, isolated_outcome::fate::aborted);
  EXPECT_TRUE(died.kind().starts_with("aborted: ")) << died.kind();
}

TEST(IsolatedRun, GivesUpOnAWorldThatTakesTooLong) {
  EXPECT_EQ(run_isolated({draw_world(7), {}}, false, seconds(0)).kind(), "hung");
}

}  // namespace
}  // namespace aviary
