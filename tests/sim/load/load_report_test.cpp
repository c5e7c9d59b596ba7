#include "sim/load/load_report.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

load_report sample() {
  load_report out;
  out.console = "127.0.0.1:5300";
  out.birds = 5000;
  out.seed = 7;
  out.seconds = 60;
  out.loss = 0.2;
  out.interval_seconds = 15;
  out.reports_stored = out.reports_acknowledged = out.reports_in_console = 4;
  out.heartbeats_sent = 6;
  out.heartbeats_answered = 3;
  out.queries = 25;
  out.answers = 18;
  out.lost_up = 3;
  out.lost_down = 2;
  out.retries = 9;
  out.ack_p50_ms = 12.25;
  out.latency_bucket_ms = {10, 20};
  out.latency_bucket_count = {1, 3};
  out.console_cpu_seconds = 6;
  out.series.queries = {12, 13};
  out.series.console_cpu_percent = {10.5};
  return out;
}

TEST(LoadReport, JsonHoldsFiguresAndSeries) {
  const auto told = to_json(sample());
  EXPECT_EQ(find_text(told, "console"), "127.0.0.1:5300");
  EXPECT_EQ(find_uint(told, "birds"), 5000u);
  EXPECT_EQ(find_uint(told, "retries"), 9u);
  EXPECT_EQ(told.at("ack_p50_ms").as_double(), 12.25);
  EXPECT_EQ(find_array(told, "latency_bucket_count")->size(), 2u);
  const auto* series = find_object(told, "series");
  ASSERT_NE(series, nullptr);
  EXPECT_EQ(find_array(*series, "queries")->at(1).as_double(), 13);
  EXPECT_EQ(find_array(*series, "console_cpu_percent")->size(), 1u);
  EXPECT_TRUE(find_array(*series, "latency_p99_ms")->empty());
}

TEST(LoadReport, JsonCanBeReadBack) {
  EXPECT_TRUE(parse_json(serialize_json(to_json(sample()))));
  EXPECT_TRUE(parse_json(serialize_json(to_json(load_report{}))));
}

TEST(LoadReport, TableSaysWhatPeopleAskFirst) {
  const auto told = to_table(sample());
  EXPECT_NE(told.find("4 stored, 4 acknowledged, 4 in the console"), told.npos) << told;
  EXPECT_NE(told.find("6 sent, 3 answered (50.0 %)"), told.npos) << told;
  EXPECT_NE(told.find("25, 2.50 for each message; 9 asked for the same again"), told.npos) << told;
  EXPECT_NE(told.find("3 lost on the way up, 2 on the way down, 18 answers, 2 other"), told.npos)
      << told;
  EXPECT_NE(told.find("10 % of a core"), told.npos) << told;
}

TEST(LoadReport, TheLastClassIsOpen) {
  const auto told = to_table(sample());
  EXPECT_NE(told.find("<=      10 ms        1 #"), told.npos) << told;
  EXPECT_NE(told.find(" >      10 ms        3 #"), told.npos) << told;
}

TEST(LoadReport, ATableOfNothingDividesByNothing) {
  const auto told = to_table({});
  EXPECT_EQ(told.find("nan"), told.npos) << told;
  EXPECT_EQ(told.find("inf"), told.npos) << told;
}

}  // namespace
}  // namespace aviary
