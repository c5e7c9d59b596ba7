#include "console/dns/dns_socket.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace aviary {
namespace {

socket_endpoint at(const std::string& host, std::uint16_t port) {
  return to_socket({host, port});
}

// -- addresses -----------------------------------------------------------------------------------

TEST(DnsSocket, EndpointsComeAndGo) {
  for (const auto host : {"192.0.2.53", "0.0.0.0", "2001:db8::53", "::1", "::"})
    EXPECT_EQ(from_socket(at(host, 5300)), (endpoint{host, 5300}));
}

TEST(DnsSocket, KernelAddressesKeepEverything) {
  for (const auto host : {"192.0.2.53", "2001:db8::53"}) {
    auto before = at(host, 5300);
    if (!is_ipv4(before.address)) before.interface = 3;
    sockaddr_storage kernel;
    to_sockaddr(before, kernel);
    EXPECT_EQ(from_sockaddr(kernel), before);
  }
}

TEST(DnsSocket, KnowsWildcards) {
  EXPECT_TRUE(is_wildcard(at("0.0.0.0", 53).address));
  EXPECT_TRUE(is_wildcard(at("::", 53).address));
  EXPECT_FALSE(is_wildcard(at("127.0.0.1", 53).address));
  EXPECT_FALSE(is_wildcard(at("::1", 53).address));
}

// -- sockets -------------------------------------------------------------------------------------

TEST(DnsSocket, ATakenPortSaysWhichAndHowToSeeByWhom) {
  const auto first_udp = open_udp_socket(at("127.0.0.1", 0));
  const auto first_tcp = open_tcp_socket(at("127.0.0.1", 0));
  ASSERT_TRUE(first_udp && first_tcp);

  const auto udp = std::to_string(port_of(*first_udp));
  const auto second_udp = open_udp_socket(at("127.0.0.1", port_of(*first_udp)));
  ASSERT_FALSE(second_udp);
  EXPECT_EQ(second_udp.error().what, "127.0.0.1:" + udp + " (UDP) is taken by another program");
  EXPECT_TRUE(second_udp.error().hint.starts_with("see which with: ss -Hlnup 'sport = :" + udp));

  const auto tcp = std::to_string(port_of(*first_tcp));
  const auto second_tcp = open_tcp_socket(at("127.0.0.1", port_of(*first_tcp)));
  ASSERT_FALSE(second_tcp);
  EXPECT_EQ(second_tcp.error().what, "127.0.0.1:" + tcp + " (TCP) is taken by another program");
  EXPECT_TRUE(second_tcp.error().hint.starts_with("see which with: ss -Hlntp 'sport = :" + tcp));
}

TEST(DnsSocket, AnAddressOfAnotherMachineIsSaidToBe) {
  const auto opened = open_udp_socket(at("192.0.2.53", 0));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().what, "192.0.2.53:0 (UDP): this machine has no such address");
}

TEST(DnsSocket, APrivilegedPortSaysHowToGetThePermission) {
  const auto why = socket_failure(EACCES, at("0.0.0.0", 53), "TCP");
  EXPECT_EQ(why.what,
            "0.0.0.0:53 (TCP): ports below 1024 need a permission that this process "
            "does not have");
  EXPECT_NE(why.hint.find("CAP_NET_BIND_SERVICE"), std::string::npos);
}

}  // namespace
}  // namespace aviary
