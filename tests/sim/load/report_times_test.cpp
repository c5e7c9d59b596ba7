#include "sim/load/report_times.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::seconds;

instant at(int second) {
  return instant(seconds(second));
}

TEST(ReportTimes, ReckonsFromTheHandingIn) {
  report_times times;
  EXPECT_FALSE(times.stored("a", at(1)));
  EXPECT_FALSE(times.stored("b", at(2)));
  EXPECT_EQ(times.acknowledged("a", at(5)), seconds(4));
  EXPECT_EQ(times.acknowledged("b", at(5)), seconds(3));
}

TEST(ReportTimes, TakesTheNewsInEitherOrder) {
  report_times times;
  EXPECT_FALSE(times.acknowledged("a", at(5)));
  EXPECT_EQ(times.stored("a", at(1)), seconds(4));
}

TEST(ReportTimes, TellsEachLatencyOnce) {
  report_times times;
  times.stored("a", at(1));
  EXPECT_TRUE(times.acknowledged("a", at(2)));
  EXPECT_FALSE(times.acknowledged("a", at(3)));
}

TEST(ReportTimes, SaysNothingOfReportsOfSomebodyElse) {
  report_times times;
  times.stored("a", at(1));
  EXPECT_FALSE(times.acknowledged("b", at(2)));
  EXPECT_TRUE(times.acknowledged("a", at(2)));
}

}  // namespace
}  // namespace aviary
