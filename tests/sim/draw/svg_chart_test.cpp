#include "sim/draw/svg_chart.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sim/draw/chart_rows.hpp"
#include "sim/draw/drawn_text.hpp"
#include "tests/sim/draw/any_chart.hpp"
#include "tests/sim/draw/chart_samples.hpp"
#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using enum samples::lane;
using markup::count_of;
using markup::count_of_text;

TEST(SvgChart, IsWellFormedAndNoTextMeetsAnother) {
  for (const auto& [name, chart] : samples::all_charts()) {
    const auto svg = to_svg(chart);
    samples::leave(name + ".svg", svg);
    EXPECT_EQ(markup::xml_fault(svg), "") << name;
    EXPECT_EQ(markup::collision(svg), "") << name;
  }
}

TEST(SvgChart, ShowsEveryLabelOnce) {
  const auto svg = to_svg(samples::crowd());
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(count_of(svg, ">arrow " + std::to_string(i) + ".<"), 1u) << i;
  const auto chart = samples::heartbeats();
  const auto marks = to_svg(chart);
  for (const auto& mark : chart.marks)
    EXPECT_EQ(count_of_text(marks, mark_text(mark)), 1u) << mark.label;
  for (const auto& lane : chart.lanes) EXPECT_EQ(count_of_text(marks, lane), 1u) << lane;
  EXPECT_EQ(count_of_text(marks, chart.title), 1u);
  EXPECT_EQ(count_of_text(marks, chart.subtitle), 1u);
}

TEST(SvgChart, EscapesWhatAnAttackerTyped) {
  const auto svg = to_svg(samples::chart_builder("<b>", "a & b")
                              .goes(0, 1, bird, console, "<script>", "\"'\xff")
                              .mark(2, console, samples::kind::note, "]]>\x1b")
                              .chart());
  EXPECT_EQ(count_of_text(svg, "&lt;script&gt;"), 1u);
  EXPECT_EQ(count_of_text(svg, "&quot;&#39;\\xff"), 1u);
  EXPECT_EQ(count_of_text(svg, "]]&gt;\\x1b"), 1u);
  EXPECT_EQ(count_of(svg, "<script"), 0u);
}

TEST(SvgChart, CutsWhatIsTooLong) {
  const auto svg = to_svg(samples::nasty());
  EXPECT_GT(count_of(svg, std::string(ellipsis) + "</text>"), 5u);
  EXPECT_EQ(count_of(svg, "<script"), 0u);
}

TEST(SvgChart, SaysLostInAWord) {
  const auto lost = to_svg(samples::chart_builder("", "").lost(0, bird, console, "a").chart());
  EXPECT_EQ(count_of_text(lost, "lost"), 1u);
  EXPECT_EQ(count_of_text(lost, "lost on the way"), 1u) << "the legend";
  EXPECT_EQ(count_of(lost, "bird to console: lost on the way"), 1u) << "for the ear";
  const auto came = to_svg(samples::chart_builder("", "").goes(0, 9, bird, console, "a").chart());
  EXPECT_EQ(count_of(came, "lost"), 0u);
  EXPECT_EQ(count_of(came, "bird to console: arrives after 9 ms"), 1u);
}

TEST(SvgChart, DashesTheLaneOfWhoIsDown) {
  const auto chart = samples::chart_builder("", "")
                         .mark(0, bird, samples::kind::crash, "")
                         .mark(1, console, samples::kind::note, "x")
                         .mark(2, bird, samples::kind::restart, "")
                         .chart();
  EXPECT_EQ(count_of(to_svg(chart), "class=\"lane down\""), 2u) << "the lane, and the legend";
  auto well = chart;
  well.marks.erase(well.marks.begin());
  EXPECT_EQ(count_of(to_svg(well), "class=\"lane down\""), 0u);
}

TEST(SvgChart, DrawsTheSameAgainInAnotherStyle) {
  auto builder = samples::chart_builder("", "").goes(0, 1, bird, console, "a");
  EXPECT_EQ(count_of(to_svg(builder.chart()), "line c4 d3"), 0u);
  const auto svg = to_svg(builder.again().chart());
  EXPECT_EQ(count_of(svg, "line c4 d3"), 2u);
  EXPECT_EQ(count_of_text(svg, "a (duplicate)"), 1u);
}

TEST(SvgChart, SaysHowLongNothingHappens) {
  const auto svg = to_svg(samples::heartbeats());
  EXPECT_EQ(count_of_text(svg, "\u2026 15 s pass \u2026"), 1u);
  EXPECT_EQ(count_of_text(svg, "\u2026 45 s pass \u2026"), 1u);
}

TEST(SvgChart, KeepsItsShapeWhateverHappens) {
  EXPECT_TRUE(rc::check("well-formed, and no text meets another", [] {
    const auto svg = to_svg(samples::any_chart());
    const auto wrong = markup::xml_fault(svg) + markup::collision(svg);
    RC_LOG() << wrong << '\n';
    RC_ASSERT(wrong.empty());
  }));
}

TEST(SvgChart, RepeatsTheNamesOfLongLanes) {
  EXPECT_EQ(count_of_text(to_svg(samples::crowd()), "resolver"), 2u);
}

TEST(SvgChart, HasANameAndBothSchemes) {
  const auto svg = to_svg(samples::reboot());
  EXPECT_EQ(count_of(svg, "<title>An instruction waits for a bird that reboots</title>"), 1u);
  EXPECT_EQ(count_of(svg, "<desc>"), 1u);
  EXPECT_EQ(count_of(svg, "prefers-color-scheme:dark"), 1u);
  EXPECT_EQ(count_of(svg, "href"), 0u);
}

}  // namespace
}  // namespace aviary
