#include "bird/decoys/listen_address.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace aviary {
namespace {

std::uint16_t port_of(const unique_fd& listener) {
  sockaddr_in own{};
  socklen_t octets = sizeof(own);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&own), &octets);
  return ntohs(own.sin_port);
}

TEST(ListenAddress, a_taken_port_is_an_error_that_names_it) {
  const auto first = listen_on("127.0.0.1:0");
  ASSERT_TRUE(first);
  const auto address = "127.0.0.1:" + std::to_string(port_of(*first));
  const auto second = listen_on(address);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().what.find(address), std::string::npos);
  EXPECT_NE(second.error().what.find("in use"), std::string::npos);
}

TEST(ListenAddress, what_is_no_address_is_refused_without_asking_a_resolver) {
  for (const auto* text : {"", "127.0.0.1", ":22", "127.0.0.1:", "example.net:22", "127.0.0.1:ssh",
                           "127.0.0.1:99999999", "[::1:22"})
    EXPECT_FALSE(listen_on(text)) << text;
}

TEST(ListenAddress, every_address_of_both_families_takes_ipv4_clients) {
  const auto listener = listen_on("[::]:0");
  ASSERT_TRUE(listener) << listener.error().what;
  const unique_fd client(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port_of(*listener));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
}

}  // namespace
}  // namespace aviary
