#include "sim/load/report_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace aviary {
namespace {

using std::chrono::seconds;

TEST(ReportPlan, IsTheSameForTheSameSeed) {
  EXPECT_EQ(plan_reports(50, 3, seconds(60), 7), plan_reports(50, 3, seconds(60), 7));
  EXPECT_NE(plan_reports(50, 3, seconds(60), 7), plan_reports(50, 3, seconds(60), 8));
}

TEST(ReportPlan, HasEachBirdAsOftenAsWantedAndInOrder) {
  const auto plan = plan_reports(100, 3, seconds(60), 1);
  std::map<std::uint32_t, int> reports;
  for (const auto& one : plan) {
    ++reports[one.bird];
    EXPECT_GE(one.after, seconds(0));
    EXPECT_LT(one.after, seconds(60));
  }
  EXPECT_EQ(reports.size(), 100u);
  EXPECT_TRUE(std::ranges::all_of(reports, [](const auto& of) { return of.second == 3; }));
  EXPECT_TRUE(std::ranges::is_sorted(plan, {}, &planned_report::after));
}

TEST(ReportPlan, SpreadsInstantsAndSizesAsItSays) {
  constexpr std::uint32_t count = 10'000;
  const auto plan = plan_reports(count, 1, seconds(60), 1);
  std::uint32_t large = 0, first_half = 0;
  std::uint64_t octets = 0;
  for (const auto& one : plan) {
    first_half += one.after < seconds(30);
    large += one.octets == planned_octets_large;
    if (one.octets == planned_octets_large) continue;
    EXPECT_GE(one.octets, planned_octets_min);
    EXPECT_LE(one.octets, planned_octets_max);
    octets += one.octets;
  }
  EXPECT_NEAR(large, count * planned_large_share, count * 0.01);
  EXPECT_NEAR(first_half, count / 2, count * 0.02);
  EXPECT_NEAR(static_cast<double>(octets) / (count - large), 550, 10);
}

TEST(ReportPlan, NothingForBirdsThatDoNotReport) {
  EXPECT_TRUE(plan_reports(10, 0, seconds(60), 1).empty());
}

TEST(ReportPlan, AReportHasTheSizeThatWasPlanned) {
  prng letters(1);
  for (const std::uint32_t octets : {planned_octets_min, 550u, planned_octets_large}) {
    const auto made = report_of({{}, 70'000, octets}, wall_time{}, letters);
    EXPECT_NEAR(static_cast<double>(encode(made).size()), octets, 2);
    EXPECT_EQ(made.src_host, "10.1.17.112");
  }
}

}  // namespace
}  // namespace aviary
