#include "messages/resolver_address.hpp"

#include <gtest/gtest.h>

namespace aviary {

namespace {

std::string read(std::string_view text) {
  const auto at = parse_resolver(text);
  return at ? to_text(*at) : at.error().what;
}

TEST(ResolverAddress, reads_addresses_with_and_without_a_port) {
  EXPECT_EQ(read("192.0.2.1"), "192.0.2.1:53");
  EXPECT_EQ(read("192.0.2.1:5353"), "192.0.2.1:5353");
  EXPECT_EQ(read("2001:db8::1"), "[2001:db8::1]:53");
  EXPECT_EQ(read("[2001:db8::1]"), "[2001:db8::1]:53");
  EXPECT_EQ(read("[2001:db8::1]:5353"), "[2001:db8::1]:5353");
}

TEST(ResolverAddress, refuses_everything_else) {
  for (const auto* text : {"", ":", ":53", "[", "[]", "[]:53", "192.0.2.1:", "192.0.2.1:0",
                           "192.0.2.1:65536", "192.0.2.1:5x", "192.0.2.1 ", "[2001:db8::1]5353",
                           "[2001:db8::1", "dns.example.net", "192.0.2.256"})
    EXPECT_EQ(read(text), "\"" + std::string(text) + "\" is no address of a resolver");
}

}  // namespace

}  // namespace aviary
