#include "sim/draw/text_chart.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>

#include "sim/draw/chart_rows.hpp"
#include "tests/sim/draw/any_chart.hpp"
#include "tests/sim/draw/chart_samples.hpp"
#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using enum samples::lane;

TEST(TextChart, ReadsLikeThis) {
  const auto chart = samples::chart_builder("A report", "that is lost once")
                         .mark(0, bird, samples::kind::stored, "report 7")
                         .lost(1, bird, resolver, "fragment 0")
                         .goes(1000, 1012, bird, resolver, "fragment 0", "126 octets")
                         .again()
                         .goes(1013, 1030, resolver, bird, "ack")
                         .mark(1014, console, samples::kind::crash, "")
                         .chart();
  EXPECT_EQ(to_text(chart), R"(A report
that is lost once

                 decoy             bird            resolver           console           webhook
                   |                 |                 |                 |                 |
         0 ms      |                 # stored: report 7                  |                 |
                   |                 |   fragment 0    |                 |                 |
         1 ms      |                 |--------x lost   |                 |                 |
                   |                 |                 |                 |                 |
                                           . . .  999 ms pass  . . .
                   |                 |                 |                 |                 |
                   |                 |   fragment 0    |                 |                 |
                   |                 |   (duplicate)   |                 |                 |
                   |                 |   126 octets    |                 |                 |
      1.000 s      |                 |================>|                 |                 |
                   |                 |       ack       |                 |                 |
      1.013 s      |                 |     [3]---------|                 |                 |
      1.014 s      |                 |                 |           crash X                 |
      1.030 s      |                 |<-------[3]      |                 :                 |
                   |                 |                 |                 :                 |

legend: time runs down from the first event, not to scale ; -->  arrives
        --[1] [1]-->  arrives later, under its number ; --x lost  never arrives
        ==>  the same again ; #  stored durably ; X  crash ; :  the node is down
)");
}

TEST(TextChart, IsAsciiOfAHundredColumns) {
  for (const auto& [name, chart] : samples::all_charts()) {
    const auto text = to_text(chart);
    samples::leave(name + ".txt", text);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), text_chart_columns_max) << name << ": " << line;
      EXPECT_FALSE(line.ends_with(' ')) << name << ": " << line;
      for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << name << ": " << line;
    }
  }
}

TEST(TextChart, NamesEverythingOnce) {
  const auto text = to_text(samples::crowd());
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(markup::count_of(text, "arrow " + std::to_string(i) + "."), 1u) << i;
  const auto marks = to_text(samples::heartbeats());
  for (const auto& mark : samples::heartbeats().marks)
    EXPECT_EQ(markup::count_of(marks, " " + mark_text(mark) + " "), 1u) << mark.label;
}

TEST(TextChart, SaysWhatIsLost) {
  const auto lost = [](const sequence_chart& chart) {
    const auto text = to_text(chart);
    return markup::count_of(text, "x lost  never") + 10 * markup::count_of(text, "x lost  ") +
           100 * markup::count_of(text, "lost x-");
  };
  EXPECT_EQ(lost(samples::chart_builder("", "").lost(0, bird, console, "a").chart()), 1u + 20u);
  EXPECT_EQ(lost(samples::chart_builder("", "").lost(0, console, bird, "a").chart()), 111u);
  EXPECT_EQ(lost(samples::chart_builder("", "").goes(0, 1, console, bird, "a").chart()), 0u);
}

TEST(TextChart, HoldsAsManyLanesAsAllowed) {
  sequence_chart chart;
  for (std::size_t i = 0; i < chart_lanes_max; ++i) chart.lanes.push_back("n" + std::to_string(i));
  for (std::size_t i = 0; i + 1 < chart_lanes_max; ++i)
    chart.arrows.push_back({samples::at_ms(0), {}, i, i + 1, "a" + std::to_string(i), "", false});
  const auto text = to_text(chart);
  EXPECT_EQ(markup::count_of(text, "x lost |"), chart_lanes_max - 1);
  for (const auto& arrow : chart.arrows) EXPECT_EQ(markup::count_of(text, arrow.label), 1u);
}

TEST(TextChart, KeepsItsShapeWhateverHappens) {
  EXPECT_TRUE(rc::check("lines of ASCII, at most a hundred columns", [] {
    std::istringstream lines(to_text(samples::any_chart()));
    for (std::string line; std::getline(lines, line);) {
      RC_ASSERT(line.size() <= text_chart_columns_max);
      for (const char c : line) RC_ASSERT(c >= ' ' && c <= '~');
    }
  }));
}

TEST(TextChart, SaysWhenThereIsNothing) {
  EXPECT_NE(to_text({}).find("nothing happened"), std::string::npos);
}

}  // namespace
}  // namespace aviary
