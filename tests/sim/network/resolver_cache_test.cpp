#include "sim/network/resolver_cache.hpp"

#include <gtest/gtest.h>

#include "messages/dns_name.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

std::string key(std::string_view name, rr_type type = rr_type::txt) {
  bytes wire;
  wire.push_back(static_cast<std::uint8_t>(name.size()));
  wire.insert(wire.end(), name.begin(), name.end());
  wire.push_back(0);
  return resolver_cache::key_of(wire, type);
}

resolver_cache::entry entry(int from, int to, dns_rcode rcode = dns_rcode::no_error) {
  return {rcode, {}, instant(seconds(from)), instant(seconds(to))};
}

TEST(ResolverCache, KeysAreBlindToCaseAndKnowTheType) {
  EXPECT_EQ(key("AbC"), key("aBc"));
  EXPECT_NE(key("abc"), key("abd"));
  EXPECT_NE(key("abc", rr_type::a), key("abc", rr_type::txt));
}

TEST(ResolverCache, FindsWhatHasNotExpired) {
  resolver_cache cache;
  cache.keep(key("a"), entry(0, 5));
  EXPECT_NE(cache.find(key("a"), instant(seconds(4))), nullptr);
  EXPECT_EQ(cache.find(key("a"), instant(seconds(5))), nullptr);
  EXPECT_EQ(cache.find(key("b"), instant(seconds(0))), nullptr);
}

TEST(ResolverCache, TheNewerEntryCounts) {
  resolver_cache cache;
  cache.keep(key("a"), entry(0, 5));
  cache.keep(key("a"), entry(1, 9, dns_rcode::name_error));
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.find(key("a"), instant(seconds(6)))->rcode, dns_rcode::name_error);
}

TEST(ResolverCache, TheOldestMakesRoom) {
  resolver_cache cache(2);
  for (const auto* name : {"a", "b", "c"}) cache.keep(key(name), entry(0, 5));
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.find(key("a"), {}), nullptr);
  EXPECT_NE(cache.find(key("b"), {}), nullptr);
  EXPECT_NE(cache.find(key("c"), {}), nullptr);
}

TEST(ResolverCache, WhatHasExpiredDoesNotPileUp) {
  resolver_cache cache;
  for (int i = 0; i < 1'000; ++i) cache.keep(key(std::to_string(i)), entry(i, i + 10));
  EXPECT_LE(cache.size(), 11u);
}

}  // namespace
}  // namespace aviary
