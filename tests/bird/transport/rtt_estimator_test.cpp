#include "bird/transport/rtt_estimator.hpp"

#include <gtest/gtest.h>

namespace aviary {

namespace {

using namespace std::chrono_literals;

TEST(RttEstimator, knows_only_the_first_timeout_before_an_answer) {
  const rtt_estimator rtt(650ms);
  EXPECT_EQ(rtt.timeout(), 650ms);
  EXPECT_EQ(rtt.lost_after(), 650ms);
  EXPECT_FALSE(rtt.smoothed());
  EXPECT_TRUE(rtt.slow()) << "a path that was never heard of may be slow";
}

// RFC 6298 section 2: SRTT = R, RTTVAR = R/2, then gains of 1/8 and 1/4.
TEST(RttEstimator, follows_rfc_6298) {
  rtt_estimator rtt(650ms);
  rtt.sample(200ms);
  EXPECT_EQ(rtt.smoothed(), 200ms);
  EXPECT_EQ(rtt.timeout(), 600ms);
  EXPECT_EQ(rtt.lost_after(), 250ms);
  rtt.sample(280ms);
  EXPECT_EQ(rtt.smoothed(), 210ms);
  EXPECT_EQ(rtt.timeout(), 210ms + 4 * 95ms);
  EXPECT_FALSE(rtt.slow());
}

TEST(RttEstimator, keeps_the_timeout_within_its_bounds) {
  rtt_estimator quick(650ms);
  for (int i = 0; i < 50; ++i) quick.sample(2ms);
  EXPECT_EQ(quick.timeout(), rtt_estimator::timeout_min);
  rtt_estimator endless(650ms);
  endless.sample(9s);
  EXPECT_EQ(endless.timeout(), rtt_estimator::timeout_max);
  EXPECT_TRUE(endless.slow());
}

}  // namespace

}  // namespace aviary
