#include "sim/draw/chart_geometry.hpp"

#include <gtest/gtest.h>

#include "tests/sim/draw/chart_samples.hpp"

namespace aviary {
namespace {

using enum samples::lane;

chart_geometry measured(const sequence_chart& chart) {
  return measure_chart(chart, chart_rows(chart));
}

TEST(ChartGeometry, StacksRowsWithoutGapsOrOverlaps) {
  for (const auto& [name, chart] : samples::all_charts()) {
    const auto shape = measured(chart);
    for (std::size_t i = 0; i < shape.rows.size(); ++i) {
      const auto& row = shape.rows[i];
      EXPECT_GE(row.anchor, row.top) << name << " row " << i;
      EXPECT_LE(row.anchor, row.top + row.height) << name << " row " << i;
      if (i > 0) {
        const auto& above = shape.rows[i - 1];
        EXPECT_DOUBLE_EQ(row.top, above.top + above.height) << name << " row " << i;
      }
    }
  }
}

TEST(ChartGeometry, MakesRoomForLabels) {
  const auto gap = [](const std::string& label) {
    const auto shape =
        measured(samples::chart_builder("", "").goes(0, 1, bird, resolver, label).chart());
    return shape.lane_x[resolver] - shape.lane_x[bird];
  };
  EXPECT_LT(gap("short"), gap("rather a long label"));
  EXPECT_DOUBLE_EQ(gap(std::string(25, 'x')), gap(std::string(500, 'x'))) << "and then wraps";
}

TEST(ChartGeometry, KeepsLabelsOfStraightArrowsBetweenTheirLanes) {
  const auto shape = measured(
      samples::chart_builder("", "").goes(0, 1, bird, resolver, std::string(70, 'x')).chart());
  const auto& texts = shape.rows.at(0).texts;
  ASSERT_EQ(texts.size(), 3u);
  for (const auto& line : texts) {
    const auto half = text_width(line.text.size(), line.px) / 2;
    EXPECT_GT(line.at.x - half, shape.lane_x[bird]);
    EXPECT_LT(line.at.x + half, shape.lane_x[resolver]);
  }
}

TEST(ChartGeometry, TellsEachInstantOnce) {
  const auto shape = measured(samples::chart_builder("", "")
                                  .mark(0, bird, samples::kind::note, "a")
                                  .mark(0, bird, samples::kind::note, "b")
                                  .mark(1, bird, samples::kind::note, "c")
                                  .chart());
  EXPECT_EQ(shape.rows.at(0).clock, "0 ms");
  EXPECT_EQ(shape.rows.at(1).clock, "");
  EXPECT_EQ(shape.rows.at(2).clock, "1 ms");
}

}  // namespace
}  // namespace aviary
