#include "sim/flows/flow.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aviary {
namespace {

std::vector<chart_arrow> arrows_of(const sequence_chart& chart, std::string_view label) {
  std::vector<chart_arrow> out;
  for (const auto& one : chart.arrows)
    if (one.label == label) out.push_back(one);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.sent < b.sent; });
  return out;
}

bool has_mark(const sequence_chart& chart, std::string_view label) {
  return std::any_of(chart.marks.begin(), chart.marks.end(),
                     [label](const auto& one) { return one.label == label; });
}

double seconds_between(const chart_arrow& a, const chart_arrow& b) {
  return std::chrono::duration<double>(b.sent - a.sent).count();
}

TEST(Flow, AHeartbeatEveryFifteenSecondsIsAnswered) {
  const auto beats = arrows_of(find_flow("heartbeat")->play(), "heartbeat");
  ASSERT_GE(beats.size(), 3u);
  for (std::size_t i = 1; i < beats.size(); ++i)
    EXPECT_NEAR(seconds_between(beats[i - 1], beats[i]), 15, 1.6);
}

TEST(Flow, ABirdThatComesBackSaysSo) {
  const auto chart = find_flow("reboot")->play();
  EXPECT_TRUE(has_mark(chart, "power lost"));
  EXPECT_TRUE(has_mark(chart, "started"));
  EXPECT_FALSE(arrows_of(chart, "heartbeat").empty());
}

TEST(Flow, ATouchBecomesAnAlert) {
  const auto chart = find_flow("event")->play();
  EXPECT_EQ(arrows_of(chart, "fragment 4 of 4").size(), 1u);
  EXPECT_EQ(arrows_of(chart, "REPLY: the report is on disk").size(), 1u);
  EXPECT_EQ(arrows_of(chart, "alert").size(), 1u);
  for (const auto* label : {"report stored", "report accepted", "incident opened", "report done"})
    EXPECT_TRUE(has_mark(chart, label)) << label;
}

TEST(Flow, AFragmentThatDoesNotPassGoesThreeMoreTimesAndThenWithItsMessage) {
  const auto chart = find_flow("retransmission")->play();
  const auto sends = arrows_of(chart, "fragment 3 of 4");
  ASSERT_EQ(sends.size(), 5u);
  EXPECT_NEAR(seconds_between(sends[0], sends[1]), 1, 0.1);
  EXPECT_NEAR(seconds_between(sends[1], sends[2]), 2, 0.1);
  EXPECT_NEAR(seconds_between(sends[2], sends[3]), 4, 0.1);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(sends[i].arrived);
  EXPECT_TRUE(sends[4].arrived);
  EXPECT_TRUE(has_mark(chart, "report done"));
}

TEST(Flow, SaysWhatIsNotBuiltYet) {
  EXPECT_EQ(find_flow("settings")->play, nullptr);
  EXPECT_NE(find_flow("settings")->what.find("not built yet"), std::string_view::npos);
  EXPECT_EQ(find_flow("no such flow"), nullptr);
}

TEST(Flow, DrawsTheEndOfATrace) {
  const auto chart = draw_trace({draw_world(7), {}});
  EXPECT_EQ(chart.title, "Seed 7");
  EXPECT_EQ(chart.subtitle, "Every promise was kept.");
  EXPECT_FALSE(chart.arrows.empty());
}

}  // namespace
}  // namespace aviary
