#include "sim/draw/plot_frame.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/sim/draw/markup_under_test.hpp"

namespace aviary {
namespace {

std::string ticks(const plot_scale& scale, plot_unit unit) {
  std::string out;
  for (const auto tick : scale.ticks()) out += (out.empty() ? "" : ", ") + with_unit(tick, unit);
  return out;
}

TEST(PlotFrame, HasTicksAtRoundNumbers) {
  EXPECT_EQ(ticks(plot_scale::linear(1130, 5), plot_unit::number), "0, 500, 1,000, 1,500");
  EXPECT_EQ(ticks(plot_scale::linear(100, 5), plot_unit::percent),
            "0 %, 20 %, 40 %, 60 %, 80 %, 100 %");
  EXPECT_EQ(ticks(plot_scale::linear(0, 5), plot_unit::number), "0, 0.2");
  EXPECT_EQ(ticks(plot_scale::clock(1), plot_unit::seconds), "0 s, 1 s");
  EXPECT_EQ(ticks(plot_scale::clock(65), plot_unit::seconds), "0 s, 20 s, 40 s, 60 s");
  EXPECT_EQ(ticks(plot_scale::clock(600), plot_unit::seconds),
            "0 s, 2 min, 4 min, 6 min, 8 min, 10 min");
  EXPECT_EQ(ticks(plot_scale::logarithmic(1.5, 170000), plot_unit::milliseconds),
            "1 ms, 10 ms, 0.1 s, 1 s, 10 s, 100 s");
  EXPECT_EQ(ticks(plot_scale::logarithmic(3, 18), plot_unit::milliseconds),
            "2 ms, 5 ms, 10 ms, 20 ms");
  EXPECT_EQ(ticks(plot_scale::logarithmic(10, 10), plot_unit::milliseconds),
            "10 ms, 20 ms, 50 ms, 0.1 s");
}

TEST(PlotFrame, PlacesValues) {
  auto linear = plot_scale::linear(100, 5);
  linear.along(200, 100);
  EXPECT_DOUBLE_EQ(linear.place(0), 200);
  EXPECT_DOUBLE_EQ(linear.place(25), 175);
  EXPECT_DOUBLE_EQ(linear.place(1e9), 100) << "beyond the end, at the end";
  auto factors = plot_scale::logarithmic(1, 100);
  factors.along(0, 100);
  EXPECT_NEAR(factors.place(10), 50, 1e-9);
  EXPECT_DOUBLE_EQ(factors.place(0), 0);
}

TEST(PlotFrame, EveryScaleHoldsItsValues) {
  EXPECT_TRUE(rc::check("low and high are within, ticks are few", [] {
    const auto low = *rc::gen::inRange(1, 1000000) * 1e-3;
    const auto high = low * *rc::gen::inRange(1, 1000000);
    for (const auto& scale : {plot_scale::linear(high, 5), plot_scale::clock(high),
                              plot_scale::logarithmic(low, high)}) {
      RC_ASSERT(scale.low() <= low * (1 + 1e-9));
      RC_ASSERT(scale.high() >= high * (1 - 1e-9));
      RC_ASSERT(!scale.ticks().empty());
      RC_ASSERT(scale.ticks().size() <= 10u);
      for (const auto tick : scale.ticks())
        RC_ASSERT(tick >= scale.low() * (1 - 1e-9) && tick <= scale.high() * (1 + 1e-9));
    }
  }));
}

TEST(PlotFrame, GivesValuesAUnit) {
  EXPECT_EQ(with_unit(1200, plot_unit::number), "1,200");
  EXPECT_EQ(with_unit(410, plot_unit::milliseconds), "0.41 s");
  EXPECT_EQ(with_unit(90, plot_unit::seconds), "90 s");
  EXPECT_EQ(with_unit(1200, plot_unit::seconds), "20 min");
}

TEST(PlotFrame, SaysThatThereIsNothing) {
  const auto svg = draw_no_values("<nothing>", "at all");
  EXPECT_EQ(markup::xml_fault(svg), "");
  EXPECT_EQ(markup::count_of_text(svg, "nothing was measured"), 1u);
}

TEST(PlotFrame, OffersATable) {
  const auto figure = plot_figure("<svg/>", "a & b", "<caption>c</caption>");
  EXPECT_EQ(markup::xml_fault(figure), "");
  EXPECT_EQ(markup::count_of(figure, "<summary>The numbers: a &amp; b</summary>"), 1u);
}

}  // namespace
}  // namespace aviary
