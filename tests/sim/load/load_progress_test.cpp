#include "sim/load/load_progress.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::seconds;

TEST(LoadProgress, ALineShowsTheLastSecond) {
  load_series series;
  series.queries = {1, 1840};
  series.lost = {1, 368};
  series.latency_p99_ms = {1, 950};
  series.console_cpu_percent = {1, 42};
  EXPECT_EQ(progress_line(seconds(12), series, 310, 5000),
            "  12 s    1840 queries/s     368 lost/s  310 of 5000 reports  p99   950 ms  "
            "console  42 %");
}

TEST(LoadProgress, ALineBeforeTheFirstSecond) {
  EXPECT_NE(progress_line(seconds(0), {}, 0, 5).find("0 of 5 reports"), std::string::npos);
}

TEST(LoadProgress, IsALineEveryTenSecondsWhereThereIsNoTerminal) {
  testing::internal::CaptureStderr();
  load_progress progress(false);
  progress.phase("the run", seconds(60));
  progress.registering(seconds(1), 10, 20);
  for (int i = 1; i <= 20; ++i) progress.second(seconds(i), {}, 0, 5);
  const auto told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(told.find("the run, 60 s\n"), 0u) << told;
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 3) << told;
  EXPECT_EQ(told.find('\r'), told.npos) << told;
}

TEST(LoadProgress, IsOneLineOnATerminal) {
  testing::internal::CaptureStderr();
  load_progress progress(true);
  for (int i = 1; i <= 20; ++i) progress.second(seconds(i), {}, 0, 5);
  progress.phase("next", {});
  const auto told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 2) << told;
  EXPECT_EQ(std::count(told.begin(), told.end(), '\r'), 20) << told;
}

}  // namespace
}  // namespace aviary
