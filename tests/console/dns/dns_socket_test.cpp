#include "console/dns/dns_socket.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace aviary {
namespace {

socket_endpoint endpoint(std::string_view text) {
  return *parse_endpoint(text);
}

// -- addresses ------------------------------------------------------------------------------------

TEST(DnsSocket, ReadsAddressesWithAndWithoutAPort) {
  struct expected {
    std::string text;
    std::string address;
    std::uint16_t port;
  };
  for (const auto& [text, address, port] : {expected{"192.0.2.53", "192.0.2.53", 53},
                                            {"192.0.2.53:5300", "192.0.2.53", 5300},
                                            {"0.0.0.0:0", "0.0.0.0", 0},
                                            {"::", "::", 53},
                                            {"2001:db8::53", "2001:db8::53", 53},
                                            {"[::1]:5300", "::1", 5300},
                                            {"[::1]", "::1", 53}}) {
    const auto at = parse_endpoint(text);
    ASSERT_TRUE(at) << text;
    EXPECT_EQ(address_text(at->address), address);
    EXPECT_EQ(at->port, port) << text;
  }
}

TEST(DnsSocket, SaysWhatAnAddressLooksLike) {
  for (const auto text : {"", "ns1.example.net", "192.0.2", "192.0.2.53:", "192.0.2.53:65536",
                          "192.0.2.53:x", "[::1", "[::1]5300", "[::1]:-1", "1:2", ":53"}) {
    const auto at = parse_endpoint(text);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error().what, "\"" + std::string(text) + "\" is no address to listen on");
  }
}

TEST(DnsSocket, KernelAddressesKeepEverything) {
  for (const auto text : {"192.0.2.53:5300", "[2001:db8::53]:1"}) {
    auto at = endpoint(text);
    if (!is_ipv4(at.address)) at.interface = 3;
    sockaddr_storage kernel;
    to_sockaddr(at, kernel);
    EXPECT_EQ(from_sockaddr(kernel), at);
  }
}

TEST(DnsSocket, KnowsWildcards) {
  EXPECT_TRUE(is_wildcard(endpoint("0.0.0.0").address));
  EXPECT_TRUE(is_wildcard(endpoint("::").address));
  EXPECT_FALSE(is_wildcard(endpoint("127.0.0.1").address));
  EXPECT_FALSE(is_wildcard(endpoint("::1").address));
}

// -- sockets --------------------------------------------------------------------------------------

TEST(DnsSocket, ATakenPortSaysWhichAndHowToSeeByWhom) {
  const auto first_udp = open_udp_socket(endpoint("127.0.0.1:0"));
  const auto first_tcp = open_tcp_socket(endpoint("127.0.0.1:0"));
  ASSERT_TRUE(first_udp && first_tcp);

  const auto udp = std::to_string(port_of(*first_udp));
  const auto second_udp = open_udp_socket(endpoint("127.0.0.1:" + udp));
  ASSERT_FALSE(second_udp);
  EXPECT_EQ(second_udp.error().what,
            "127.0.0.1 port " + udp + " (UDP) is taken by another program");
  EXPECT_TRUE(second_udp.error().hint.starts_with("see which with: ss -Hlnup 'sport = :" + udp));

  const auto tcp = std::to_string(port_of(*first_tcp));
  const auto second_tcp = open_tcp_socket(endpoint("127.0.0.1:" + tcp));
  ASSERT_FALSE(second_tcp);
  EXPECT_EQ(second_tcp.error().what,
            "127.0.0.1 port " + tcp + " (TCP) is taken by another program");
  EXPECT_TRUE(second_tcp.error().hint.starts_with("see which with: ss -Hlntp 'sport = :" + tcp));
}

TEST(DnsSocket, AnAddressOfAnotherMachineIsSaidToBe) {
  const auto opened = open_udp_socket(endpoint("192.0.2.53:0"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().what, "192.0.2.53 port 0 (UDP): this machine has no such address");
}

TEST(DnsSocket, APrivilegedPortSaysHowToGetThePermission) {
  const auto why = socket_failure(EACCES, endpoint("0.0.0.0"), "TCP");
  EXPECT_EQ(why.what,
            "0.0.0.0 port 53 (TCP): ports below 1024 need a permission that this process "
            "does not have");
  EXPECT_NE(why.hint.find("CAP_NET_BIND_SERVICE"), std::string::npos);
}

}  // namespace
}  // namespace aviary
