#include "sim/draw/numerals.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aviary {
namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

TEST(Numerals, SetThousandsApart) {
  EXPECT_EQ(counted(0), "0");
  EXPECT_EQ(counted(999), "999");
  EXPECT_EQ(counted(5000), "5,000");
  EXPECT_EQ(counted(1234567), "1,234,567");
  EXPECT_EQ(counted(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(Numerals, KeepSignificantDigits) {
  EXPECT_EQ(rounded(0), "0");
  EXPECT_EQ(rounded(0.412), "0.41");
  EXPECT_EQ(rounded(1.94), "1.9");
  EXPECT_EQ(rounded(2.0), "2");
  EXPECT_EQ(rounded(1234.5), "1,234");
  EXPECT_EQ(rounded(-1234567), "-1,234,567");
  EXPECT_EQ(rounded(0.000123, 3), "0.000123");
  EXPECT_EQ(rounded(1e300), "1.0e+300");
  EXPECT_EQ(rounded(nan), "-");
  EXPECT_EQ(rounded(infinity), "-");
}

TEST(Numerals, TellDurations) {
  EXPECT_EQ(duration_text(0), "0 ms");
  EXPECT_EQ(duration_text(0.0352), "35 ms");
  EXPECT_EQ(duration_text(0.0999), "0.1 s");
  EXPECT_EQ(duration_text(0.41), "0.41 s");
  EXPECT_EQ(duration_text(60), "60 s");
  EXPECT_EQ(duration_text(1200), "20 min");
  EXPECT_EQ(duration_text(12600), "3.5 h");
  EXPECT_EQ(duration_text(nan), "-");
}

TEST(Numerals, TellTheTimeOfAChart) {
  using namespace std::chrono_literals;
  EXPECT_EQ(clock_text(0ms), "0 ms");
  EXPECT_EQ(clock_text(12500us), "12.5 ms");
  EXPECT_EQ(clock_text(100ms), "100 ms");
  EXPECT_EQ(clock_text(999999us), "1.000 s");
  EXPECT_EQ(clock_text(15002ms), "15.002 s");
  EXPECT_EQ(clock_text(1265100ms), "21 min 5.1 s");
}

TEST(Numerals, TellSharesAndPlaces) {
  EXPECT_EQ(percent_text(0.2), "20 %");
  EXPECT_EQ(percent_text(0.9982), "99.8 %");
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(1), "100 %");
  EXPECT_EQ(percent_text(4999.0 / 5000), ">99.9 %");
  EXPECT_EQ(plain_number(5000), "5000");
  EXPECT_EQ(plain_number(0.2), "0.2");
  EXPECT_EQ(plain_number(nan), "0");
  EXPECT_EQ(percent_text(nan), "-");
  EXPECT_EQ(pixels(12), "12");
  EXPECT_EQ(pixels(12.34), "12.3");
  EXPECT_EQ(pixels(-0.01), "0");
  EXPECT_EQ(pixels(100), "100");
  EXPECT_EQ(pixels(nan), "0");
}

}  // namespace
}  // namespace aviary
