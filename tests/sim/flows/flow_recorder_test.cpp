#include "sim/flows/flow_recorder.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace aviary {
namespace {

/// A world and who watches it, which outlives it.
struct watched {
  explicit watched(const world_options& options) : where(options) { recorder.emplace(where, 1); }
  std::optional<flow_recorder> recorder;
  world where;
};

world_options one_touch() {
  world_options out;
  out.reports = 1;
  out.seconds = 60;
  return out;
}

TEST(FlowRecorder, DrawsEveryQueryAndItsAnswer) {
  watched made(one_touch());
  const auto told = made.where.run();
  const auto chart = made.recorder->chart(1'000'000);
  EXPECT_EQ(chart.lanes, (std::vector<std::string>{"someone", "bird", "console", "webhook"}));
  std::size_t up = 0, down = 0;
  for (const auto& one : chart.arrows) {
    up += one.from == 1 ? 1 : 0;
    down += one.from == 2 && one.to == 1 ? 1 : 0;
  }
  EXPECT_EQ(up, told.network.queries);
  EXPECT_EQ(down, told.network.answers);
}

TEST(FlowRecorder, KeepsTheNewest) {
  watched made(one_touch());
  made.where.run();
  const auto all = made.recorder->chart(1'000'000);
  const auto few = made.recorder->chart(10);
  EXPECT_GE(few.arrows.size() + few.marks.size(), 10u);
  EXPECT_LT(few.arrows.size() + few.marks.size(), 20u);
  EXPECT_EQ(few.arrows.back().sent, all.arrows.back().sent);
}

TEST(FlowRecorder, DrawsNothingOutsideTheWantedTime) {
  watched made(one_touch());
  made.where.time().after(std::chrono::seconds(30), [&made] { made.recorder->begin(); });
  made.where.time().after(std::chrono::seconds(31), [&made] { made.recorder->end(); });
  made.where.run();
  EXPECT_LT(made.recorder->chart(1'000).arrows.size(), 5u);
}

}  // namespace
}  // namespace aviary
