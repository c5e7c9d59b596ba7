#include "sim/network/resolver_drill.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

drill_outcome drilled(std::string_view resolver, std::uint64_t seed = 1) {
  return run_resolver_drill(*find_resolver_profile(resolver), {}, seed);
}

TEST(ResolverDrill, CountsWhatTheNameServerSees) {
  const auto seen = drilled("unbound");
  // Five for a name of four labels, and two where the first of them is denied.
  EXPECT_EQ(seen.one_by_one_nodata, 100u);
  EXPECT_EQ(seen.one_by_one_nxdomain, 40u);
  EXPECT_EQ(seen.at_once, 64u);
  EXPECT_EQ(seen.unanswered, 0u);
  EXPECT_GT(seen.while_away, 20u);
  ASSERT_TRUE(seen.back_after);
  EXPECT_LT(*seen.back_after, milliseconds(150'000));
}

TEST(ResolverDrill, AForwarderAsksWhatItIsAsked) {
  const auto seen = drilled("dnsdist");
  EXPECT_EQ(seen.one_by_one_nodata, 20u);
  EXPECT_EQ(seen.at_once, 32u);
  EXPECT_EQ(seen.while_away, 23u);
  EXPECT_EQ(seen.back_after, milliseconds(4));
}

TEST(ResolverDrill, AStrictOneBelievesTheDenial) {
  const auto seen = drilled("unbound-strict");
  EXPECT_EQ(seen.one_by_one_nodata, 100u);
  EXPECT_EQ(seen.one_by_one_nxdomain, 20u);
  EXPECT_EQ(seen.unanswered, 20u + 32u);
  EXPECT_TRUE(seen.back_after);
}

TEST(ResolverDrill, OneSeedIsOneRun) {
  const auto once = drilled("kresd", 3);
  const auto again = drilled("kresd", 3);
  EXPECT_EQ(once.while_away, again.while_away);
  EXPECT_EQ(once.back_after, again.back_after);
}

}  // namespace
}  // namespace aviary
