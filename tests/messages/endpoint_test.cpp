#include "messages/endpoint.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(Endpoint, ReadsBothFamilies) {
  EXPECT_EQ(*parse_endpoint("127.0.0.1:5300", "--dns"), (endpoint{"127.0.0.1", 5300}));
  EXPECT_EQ(*parse_endpoint("[2001:db8::5]:53", "--dns"), (endpoint{"2001:db8::5", 53}));
  EXPECT_EQ(to_text(endpoint{"2001:db8::5", 53}), "[2001:db8::5]:53");
  EXPECT_EQ(to_text(endpoint{"127.0.0.1", 53}), "127.0.0.1:53");
}

TEST(Endpoint, RefusesWhatIsNone) {
  for (const auto* text :
       {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:53x",
        "localhost:53", "::1:53", "[127.0.0.1]:53", "[]:53", "127.0.0.1:-1", "256.0.0.1:53"})
    EXPECT_TRUE(parse_endpoint(text, "--dns").has_error()) << text;
}

TEST(Endpoint, RefusesWhatStandsBehindANul) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(parse_endpoint("192.0.2.1\0\x1b[31m:53"sv, "--dns"));
}

TEST(Endpoint, SaysWhichSettingAndWhatToWrite) {
  const auto refused = parse_endpoint("localhost:53", "--resolver");
  EXPECT_EQ(refused.error().what, "--resolver: \"localhost:53\" is no IP address");
  EXPECT_NE(refused.error().hint.find("127.0.0.1:5300"), std::string::npos);
}

TEST(Endpoint, KnowsLoopback) {
  EXPECT_TRUE(is_loopback({"127.1.2.3", 1}));
  EXPECT_TRUE(is_loopback({"::1", 1}));
  EXPECT_FALSE(is_loopback({"192.0.2.1", 1}));
}

}  // namespace
}  // namespace aviary
