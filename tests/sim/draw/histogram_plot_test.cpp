#include "sim/draw/histogram_plot.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using markup::count_of;
using markup::count_of_text;

histogram_plot plot_of(std::vector<double> upper, std::vector<std::uint64_t> counts) {
  return {"How <long>", "reports", std::move(upper), std::move(counts), {}};
}

std::size_t bars(const histogram_plot& plot) {
  return count_of(to_svg(plot), "<rect class=\"f1\"");
}

std::string fault(const histogram_plot& plot) {
  return markup::xml_fault(to_figure(plot)) + markup::xml_fault(to_svg(plot)) +
         markup::collision(to_svg(plot));
}

TEST(HistogramPlot, HasABarForEachFullBucket) {
  auto plot = plot_of({1, 2, 5, 10, 20, 50}, {0, 1, 2000, 0, 30, 0});
  plot.marks = {{"half within", 3}, {"99 % within", 3.1}};
  samples::leave("histogram_plot.svg", to_svg(plot));
  EXPECT_EQ(fault(plot), "") << "though two marks stand in one place";
  EXPECT_EQ(bars(plot), 3u);
  EXPECT_EQ(count_of(to_svg(plot), "<title>2 ms to 5 ms: 2,000</title>"), 1u);
  EXPECT_EQ(count_of_text(to_svg(plot), "half within: 3 ms"), 1u);
  EXPECT_EQ(count_of_text(to_svg(plot), "99 % within: 3.1 ms"), 1u);
}

TEST(HistogramPlot, TellsTheNumbersToo) {
  const auto figure = to_figure(plot_of({1, 2, 4}, {0, 1, 3}));
  EXPECT_EQ(count_of(figure, "<th scope=\"row\">2 ms</th><td>1</td><td>25 %</td>"), 1u);
  EXPECT_EQ(count_of(figure, "<th scope=\"row\">4 ms</th><td>3</td><td>100 %</td>"), 1u);
  EXPECT_EQ(count_of(figure, "<th scope=\"row\">"), 2u) << "without the empty ones at the ends";
}

TEST(HistogramPlot, StandsWhateverTheBuckets) {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(fault(plot_of({}, {})), "");
  EXPECT_EQ(bars(plot_of({1, 2}, {0, 0})), 0u);
  EXPECT_EQ(count_of_text(to_svg(plot_of({1, 2}, {0, 0})), "nothing was measured"), 1u);
  EXPECT_EQ(bars(plot_of({1, 2, 3}, {5})), 1u) << "fewer counts than bounds";
  EXPECT_EQ(bars(plot_of({1}, {5, 6, 7})), 1u) << "more counts than bounds";
  EXPECT_EQ(bars(plot_of({-1, 0, 1, 1, 2}, {1, 1, 1, 1, 1})), 2u) << "bounds that do not ascend";
  EXPECT_EQ(bars(plot_of({1, infinity}, {1, 1})), 2u);
  EXPECT_EQ(fault(plot_of({0.001, 1e9}, {1, std::uint64_t{1} << 63})), "");
  EXPECT_EQ(fault(plot_of({infinity}, {1})), "");
}

}  // namespace
}  // namespace aviary
