#include "bird/transport/doh_server.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

std::string refused(std::string_view text) {
  const auto read = parse_doh_server(text);
  return read ? "taken" : read.error().what;
}

TEST(DohServer, IsReadFromItsUrl) {
  EXPECT_EQ(*parse_doh_server("https://192.0.2.1/dns-query"),
            (doh_server{"https://192.0.2.1/dns-query", "192.0.2.1", 443, ""}));
  EXPECT_EQ(*parse_doh_server("https://[2001:db8::1]:8443/dns-query"),
            (doh_server{"https://[2001:db8::1]:8443/dns-query", "2001:db8::1", 8443, ""}));
  EXPECT_EQ(*parse_doh_server("https://dns.example.net/dns-query=192.0.2.1"),
            (doh_server{"https://dns.example.net/dns-query", "dns.example.net", 443, "192.0.2.1"}));
  EXPECT_EQ(*parse_doh_server("https://dns.example.net/q?a=b=[2001:db8::1]"),
            (doh_server{"https://dns.example.net/q?a=b", "dns.example.net", 443, "2001:db8::1"}));
}

TEST(DohServer, IsNamedAsItIsTyped) {
  for (const std::string text :
       {"https://192.0.2.1/dns-query", "https://dns.example.net/dns-query=192.0.2.1"})
    EXPECT_EQ(parse_doh_server(text)->text(), text);
}

TEST(DohServer, SaysWhatIsWrong) {
  EXPECT_EQ(refused("https://dns.example.net/dns-query"),
            "--doh: \"https://dns.example.net/dns-query\": has a name without its address");
  EXPECT_EQ(refused("https://192.0.2.1/dns-query=192.0.2.1"),
            "--doh: \"https://192.0.2.1/dns-query=192.0.2.1\": has an address twice");
  EXPECT_EQ(refused("http://192.0.2.1/dns-query"),
            "--doh: \"http://192.0.2.1/dns-query\": is not https");
  EXPECT_NE(refused("https://you:me@192.0.2.1/").find("has a user in it"), std::string::npos);
  for (const std::string text :
       {"", "dns.example.net", "https://", "https:///x", "https://192.0.2.1:0x/",
        "https://192.0.2.1:99999/", "https://a b/=192.0.2.1",
        "https://dns.m\xc3\xbcnchen.example/=192.0.2.1", "https://192.0.2.1/\xc3\xbc",
        "https://-dns.example/=192.0.2.1", "https://+d.example/=192.0.2.1",
        "https://dns.example.net./=192.0.2.1"})
    EXPECT_NE(refused(text), "taken") << text;
  EXPECT_NE(refused("https://192.0.2.1/" + std::string(600, 'x')), "taken");
}

TEST(DohServer, KnowsAPin) {
  const std::string digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  EXPECT_EQ(*parse_pin("sha256//" + digest), "sha256//" + digest);
  for (const std::string& text :
       {digest, "sha256//" + digest + "=", std::string("sha256//"), "sha1//" + digest,
        "sha256//" + std::string(44, '='), "sha256//" + std::string(44, 'A')})
    EXPECT_FALSE(parse_pin(text)) << text;
}

}  // namespace
}  // namespace aviary
