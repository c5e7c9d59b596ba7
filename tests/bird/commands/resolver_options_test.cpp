#include "bird/commands/resolver_options.hpp"

#include <gtest/gtest.h>

#include "messages/path_findings.hpp"

namespace aviary {
namespace {

const std::string pin = "sha256//" + std::string(43, 'A') + "=";
constexpr auto by_address = "https://192.0.2.7/dns-query";

/// What is said against the options; empty when they are taken.
std::string refusal(const resolver_options& options) {
  const auto read = options.read();
  return read ? "" : read.error().what;
}

TEST(ResolverOptions, TakeResolversThenServersOverHttps) {
  const auto read = resolver_options{{"192.0.2.1", "192.0.2.2:5353"}, {by_address}, "", pin}.read();
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->names(),
            (std::vector<std::string>{"192.0.2.1:53", "192.0.2.2:5353", by_address}));
  EXPECT_EQ(read->trust.pin, pin);
  EXPECT_EQ(read->trust.ca_file, "");
}

TEST(ResolverOptions, TakeServersOverHttpsAlone) {
  EXPECT_EQ(refusal({{}, {by_address}, "", ""}), "");
}

TEST(ResolverOptions, RefuseNobodyAndTooMany) {
  EXPECT_EQ(refusal({}), "--resolver is required, or --doh");
  resolver_options many;
  many.resolvers.assign(known_paths_max - 1, "192.0.2.1");
  many.doh = {by_address};
  EXPECT_EQ(refusal(many), "");
  many.doh.push_back(by_address);
  EXPECT_EQ(refusal(many), "--resolver and --doh: 9 are too many");
}

TEST(ResolverOptions, RefuseTrustThatSaysNothingOrTwoThings) {
  EXPECT_NE(refusal({{"192.0.2.1"}, {}, "", pin}).find("there is none"), std::string::npos);
  EXPECT_NE(refusal({{}, {by_address}, "/dev/null", pin}).find("two answers"), std::string::npos);
  for (const std::string file : {"/nowhere/ca.pem", "/dev/null"})
    EXPECT_EQ(refusal({{}, {by_address}, file, ""}),
              "--doh-ca: " + file + " holds no certificate, or cannot be read");
  EXPECT_NE(refusal({{}, {by_address}, "", "sha256//short"}).find("is no pin"), std::string::npos);
}

TEST(ResolverOptions, PassOnWhatIsWrongWithOne) {
  EXPECT_NE(refusal({{"resolver.example.net"}, {}, "", ""}).find("no address"), std::string::npos);
  EXPECT_NE(refusal({{}, {"http://192.0.2.7/"}, "", ""}).find("not https"), std::string::npos);
}

}  // namespace
}  // namespace aviary
