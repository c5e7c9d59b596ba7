#include "sim/load/load_meter.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::milliseconds;

TEST(LoadMeter, LeavesOutWhatCameBeforeTheRun) {
  load_meter meter;
  meter.counters.queries = 100;
  meter.counters.lost_up = 10;
  meter.begin();
  meter.counters.queries += 5;
  meter.counters.answers += 4;
  meter.counters.lost_up += 1;
  load_report told;
  meter.fill(told);
  EXPECT_EQ(told.queries, 5u);
  EXPECT_EQ(told.answers, 4u);
  EXPECT_EQ(told.lost_up, 1u);
}

TEST(LoadMeter, ASecondHoldsWhatHappenedInIt) {
  load_meter meter;
  meter.begin();
  meter.counters.queries = 7;
  meter.counters.lost_up = 2;
  meter.counters.lost_down = 1;
  meter.acknowledged(milliseconds(30));
  meter.acknowledged(milliseconds(10));
  meter.end_second(12.5);
  meter.counters.queries += 1;
  meter.acknowledged(milliseconds(500));
  meter.end_second(0);
  meter.end_second(0);
  const auto& series = meter.series();
  EXPECT_EQ(series.queries, (std::vector<double>{7, 1, 0}));
  EXPECT_EQ(series.lost, (std::vector<double>{3, 0, 0}));
  EXPECT_EQ(series.acknowledged, (std::vector<double>{2, 1, 0}));
  EXPECT_EQ(series.latency_p50_ms, (std::vector<double>{10, 500, 0}));
  EXPECT_EQ(series.latency_p99_ms, (std::vector<double>{30, 500, 0}));
  EXPECT_EQ(series.console_cpu_percent, (std::vector<double>{12.5, 0, 0}));
}

TEST(LoadMeter, CountsReportsAndTheirLatencies) {
  load_meter meter;
  meter.stored("a");
  meter.stored("b");
  meter.refused();
  for (int i = 1; i <= 100; ++i) meter.acknowledged(milliseconds(i));
  EXPECT_EQ(meter.stored_ids(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(meter.refused_count(), 1u);
  EXPECT_EQ(meter.acknowledged_count(), 100u);
  load_report told;
  meter.fill(told);
  EXPECT_EQ(told.reports_stored, 2u);
  EXPECT_EQ(told.reports_acknowledged, 100u);
  EXPECT_EQ(told.ack_p50_ms, 50);
  EXPECT_EQ(told.ack_p90_ms, 90);
  EXPECT_EQ(told.ack_p99_ms, 99);
  EXPECT_EQ(told.ack_max_ms, 100);
  EXPECT_EQ(told.latency_bucket_ms.size(), told.latency_bucket_count.size());
}

}  // namespace
}  // namespace aviary
