#include "console/dns/query_limits.hpp"

#include <gtest/gtest.h>

#include <string>

#include "messages/dns_name.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

constexpr query_limits::key secret{1, 2, 3};
constexpr source_address resolver{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1};
constexpr source_address other_resolver{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 2};

constexpr instant at(int second) {
  return instant{} + seconds(second);
}

/// A query of `name`, which is kept alive by the caller.
dns_query asks(const dns_name& name, rr_type type = rr_type::txt) {
  dns_query query;
  query.name = name.wire();
  query.type = type;
  return query;
}

bool admit(query_limits& limits, const source_address& source, const dns_query& query,
           instant now) {
  return limits.admit(limits.find(source, query), now);
}

TEST(QueryLimits, TheEleventhWithinAMinuteIsTurnedAway) {
  query_limits limits(secret, 16);
  const auto name = *dns_name::parse("a.c.example.net");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(admit(limits, resolver, asks(name), at(i))) << i;
  EXPECT_FALSE(admit(limits, resolver, asks(name), at(10)));
  EXPECT_FALSE(admit(limits, resolver, asks(name), at(59)));
  EXPECT_TRUE(admit(limits, resolver, asks(name), at(60))) << "a new window";
}

TEST(QueryLimits, TheSameMeansNameInAnyCaseTypeAndSource) {
  query_limits limits(secret, 16);
  const auto name = *dns_name::parse("a.c.example.net");
  const std::string_view shouted("\1A\1C\7eXample\3NET\0", 17);
  for (int i = 0; i < 10; ++i) admit(limits, resolver, asks(name), at(0));
  EXPECT_FALSE(admit(limits, resolver, asks(dns_name(as_bytes(shouted))), at(0)));
  EXPECT_TRUE(admit(limits, resolver, asks(name, rr_type::a), at(0)));
  EXPECT_TRUE(admit(limits, other_resolver, asks(name), at(0)));
  EXPECT_TRUE(admit(limits, resolver, asks(*dns_name::parse("b.c.example.net")), at(0)));
}

TEST(QueryLimits, ACounterDoesNotRunOver) {
  query_limits limits(secret, 1);
  const auto name = *dns_name::parse("a.c.example.net");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(admit(limits, resolver, asks(name), at(0)), i < 10) << i;
}

TEST(QueryLimits, AFloodOfNewQuestionsDoesNotForgetTheOneThatRepeats) {
  query_limits limits(secret, 1);
  const auto name = *dns_name::parse("a.c.example.net");
  for (int i = 0; i < 11; ++i) admit(limits, resolver, asks(name), at(0));
  for (int i = 0; i < 10'000; ++i)
    EXPECT_TRUE(admit(limits, resolver, asks(*dns_name::parse("n" + std::to_string(i))), at(1)));
  EXPECT_FALSE(admit(limits, resolver, asks(name), at(2)));
}

TEST(QueryLimits, SecondsWrapWithoutHarm) {
  query_limits limits(secret, 1);
  const auto name = *dns_name::parse("a.c.example.net");
  const auto wrap = 1 << 24;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(admit(limits, resolver, asks(name), at(wrap - 5)));
  EXPECT_FALSE(admit(limits, resolver, asks(name), at(wrap + 5)));
  EXPECT_TRUE(admit(limits, resolver, asks(name), at(wrap + 55)));
}

}  // namespace
}  // namespace aviary
