#include "sim/network/query_quota.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(QueryQuota, CountsEachClientsQueriesOfOneSecond) {
  query_quota quota;
  const instant now{seconds(7)};
  EXPECT_TRUE(quota.within_rate(1, 2, now));
  EXPECT_TRUE(quota.within_rate(1, 2, now));
  EXPECT_FALSE(quota.within_rate(1, 2, now + milliseconds(999)));
  EXPECT_TRUE(quota.within_rate(2, 2, now));
  EXPECT_TRUE(quota.within_rate(1, 2, now + seconds(1)));
}

TEST(QueryQuota, LimitsNoMoreClientsThanItCounts) {
  query_quota quota;
  for (std::uint64_t client = 0; client < query_quota::clients_max; ++client)
    EXPECT_TRUE(quota.within_rate(client, 1, {}));
  EXPECT_FALSE(quota.within_rate(0, 1, {}));
  const auto beyond = std::uint64_t{query_quota::clients_max};
  EXPECT_TRUE(quota.within_rate(beyond, 1, {}));
  EXPECT_TRUE(quota.within_rate(beyond, 1, {}));
}

TEST(QueryQuota, KnowsHowManyWait) {
  query_quota quota;
  quota.waits(1);
  quota.waits(1);
  quota.waits(2);
  EXPECT_EQ(quota.waiting(1), 2u);
  quota.waits_no_more(1);
  EXPECT_EQ(quota.waiting(1), 1u);
  quota.waits_no_more(1);
  quota.waits_no_more(1);
  EXPECT_EQ(quota.waiting(1), 0u);
  EXPECT_EQ(quota.waiting(2), 1u);
}

}  // namespace
}  // namespace aviary
