#include "sim/trace/fault_plan.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

instant never() {
  return {};
}

std::vector<std::uint64_t> ordinals(const fault_plan& plan) {
  std::vector<std::uint64_t> out;
  for (const auto& one : plan.struck()) out.push_back(one.ordinal);
  return out;
}

TEST(FaultPlan, StrikesAsOftenAsTheRateSays) {
  fault_plan plan(1, never);
  auto source = plan.source("lost", 2);
  for (int i = 0; i < 10'000; ++i) source.strikes(0.25);
  EXPECT_NEAR(static_cast<double>(plan.struck().size()), 2'500, 200);
  EXPECT_EQ(plan.struck().front().fault, "lost");
  EXPECT_EQ(plan.struck().front().entity, 2u);
}

TEST(FaultPlan, DrawsForEachEntityAndFaultAnew) {
  fault_plan plan(1, never);
  std::set<std::uint64_t> drawn;
  for (const auto* fault : {"lost", "late"})
    for (std::uint64_t entity = 0; entity < 3; ++entity) {
      auto source = plan.source(fault, entity);
      source.strikes(1);
      drawn.insert(source.between(0, 1'000'000'000));
    }
  EXPECT_EQ(drawn.size(), 6u);
}

TEST(FaultPlan, DoesTheSameAtAPlaceWhateverElseStrikes) {
  fault_plan drawn(1, never);
  auto source = drawn.source("crash");
  std::map<std::uint64_t, std::uint64_t> amounts;
  for (std::uint64_t i = 0; i < 1'000; ++i)
    if (source.strikes(0.1)) amounts[i] = source.between(1, 10'000);
  auto fewer = drawn.struck();
  fewer.erase(fewer.begin(), fewer.begin() + 7);
  fault_plan replayed(1, never, &fewer);
  auto again = replayed.source("crash");
  for (std::uint64_t i = 0; i < 1'000; ++i)
    if (again.strikes(0.1)) {
      EXPECT_EQ(again.between(1, 10'000), amounts.at(i));
    }
  const auto all = ordinals(drawn);
  EXPECT_EQ(ordinals(replayed), std::vector(all.begin() + 7, all.end()));
}

TEST(FaultPlan, NothingStrikesOnceItIsStopped) {
  fault_plan plan(1, never);
  auto source = plan.source("crash");
  plan.stop();
  EXPECT_FALSE(source.strikes(1));
}

}  // namespace
}  // namespace aviary
