#include "sim/draw/line_plot.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using markup::count_of;
using markup::count_of_text;

constexpr auto gap = std::numeric_limits<double>::quiet_NaN();

line_plot plot_of(std::vector<plot_line> lines) {
  line_plot plot;
  plot.title = "A & B";
  plot.lines = std::move(lines);
  return plot;
}

std::string fault(const line_plot& plot) {
  const auto figure = to_figure(plot);
  return markup::xml_fault(figure) + markup::xml_fault(to_svg(plot)) +
         markup::collision(to_svg(plot));
}

TEST(LinePlot, NamesEachLineInTheLegendAndAtItsEnd) {
  const auto plot = plot_of({{"queries", {5, 6, 7}}, {"lost", {5, 6, 7.01}}, {"x<y", {0, 0, 0}}});
  const auto svg = to_svg(plot);
  samples::leave("line_plot.svg", svg);
  EXPECT_EQ(fault(plot), "") << "though two end at one place";
  EXPECT_EQ(count_of_text(svg, "queries"), 2u);
  EXPECT_EQ(count_of_text(svg, "lost"), 2u);
  EXPECT_EQ(count_of_text(svg, "x&lt;y"), 2u);
  EXPECT_EQ(count_of(svg, "class=\"line c2 d2\""), 2u) << "the line, and the legend";
}

TEST(LinePlot, TellsTheNumbersToo) {
  const auto figure = to_figure(plot_of({{"queries", {1234, gap}}, {"lost", {7}}}));
  EXPECT_EQ(count_of(figure, "<tr><th scope=\"row\">0</th><td>1,234</td><td>7</td></tr>"), 1u)
      << figure;
  EXPECT_EQ(count_of(figure, "<tr><th scope=\"row\">1</th><td>-</td><td>-</td></tr>"), 1u);
}

TEST(LinePlot, LeavesGapsAndDotsLonelyValues) {
  const auto svg = to_svg(plot_of({{"a", {1, 2, gap, 4, gap, 6, 7}}}));
  EXPECT_EQ(count_of(svg, "<circle"), 1u);
  const auto first = svg.find(" d=\"");
  const auto path = svg.substr(first, svg.find('"', first + 4) - first);
  EXPECT_EQ(count_of(path, "M"), 3u);
  EXPECT_EQ(count_of(path, "L"), 2u);
}

TEST(LinePlot, TakesOnlyWhatIsAboveZeroOnALogarithmicScale) {
  auto plot = plot_of({{"a", {0, 0}}});
  EXPECT_EQ(count_of(to_svg(plot), "nothing was measured"), 0u);
  plot.logarithmic = true;
  EXPECT_EQ(count_of_text(to_svg(plot), "nothing was measured"), 1u);
}

TEST(LinePlot, FoldsLongRuns) {
  std::vector<double> values(3600, 1);
  values[1000] = 19;
  auto plot = plot_of({{"a", values}});
  EXPECT_EQ(count_of(to_figure(plot), "<td>1.5</td>"), 1u) << "the mean of 36 s";
  EXPECT_EQ(count_of(to_figure(plot), "means of 36 s each"), 1u);
  plot.folds = line_plot::fold::highest;
  EXPECT_EQ(count_of(to_figure(plot), "<td>19</td>"), 1u);
  EXPECT_EQ(count_of(to_figure(plot), "<tr><th scope=\"row\">"), plot_rows_max);
  EXPECT_LT(to_svg(plot).size(), 10000u);
}

TEST(LinePlot, MarksTheEndOfTheRun) {
  auto plot = plot_of({{"a", {1, 2, 3}}});
  plot.run_ends = 3;
  EXPECT_EQ(count_of_text(to_svg(plot), "run ends"), 0u) << "it is the end of the plot";
  plot.run_ends = 2;
  EXPECT_EQ(count_of_text(to_svg(plot), "run ends"), 1u);
}

TEST(LinePlot, StandsWhateverTheValues) {
  for (const auto& lines : std::vector<std::vector<plot_line>>{
           {}, {{"a", {}}}, {{"a", {7}}}, {{"a", {0}}}, {{"", {gap, gap}}, {"b", {1e300, -5}}}})
    EXPECT_EQ(fault(plot_of(lines)), "");
  EXPECT_TRUE(rc::check("no text meets another", [] {
    std::vector<plot_line> lines(*rc::gen::inRange<std::size_t>(0, plot_lines_max + 1));
    for (auto& line : lines) {
      line.name = "name" + std::to_string(lines.size());
      const auto scale = *rc::gen::element(1e-3, 1.0, 1e3, 1e6);
      for (const auto value : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-10, 1000)))
        line.values.push_back(value * scale);
    }
    auto plot = plot_of(std::move(lines));
    plot.logarithmic = *rc::gen::arbitrary<bool>();
    plot.unit = *rc::gen::element(plot_unit::number, plot_unit::percent, plot_unit::milliseconds);
    plot.run_ends = *rc::gen::inRange(0, 20);
    const auto wrong = fault(plot);
    RC_LOG() << wrong;
    RC_ASSERT(wrong.empty());
  }));
}

}  // namespace
}  // namespace aviary
