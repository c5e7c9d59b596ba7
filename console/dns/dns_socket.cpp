#include "console/dns/dns_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
/// Room for a burst while the edge's thread is away; the kernel may grant less (rmem_max).
constexpr int receive_buffer_octets = 4 * 1024 * 1024;
constexpr int connections_waiting = 128;

bool set(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

}  // namespace

socket_handle::~socket_handle() {
  if (fd_ >= 0) close(fd_);
}

// -- addresses -----------------------------------------------------------------------------------

bool is_ipv4(const source_address& address) {
  return std::ranges::equal(std::span(address).first<mapped_prefix.size()>(), mapped_prefix);
}

bool is_wildcard(const source_address& address) {
  const auto significant = std::span(address).subspan(is_ipv4(address) ? mapped_prefix.size() : 0);
  return std::ranges::all_of(significant, [](auto octet) { return octet == 0; });
}

socket_endpoint to_socket(const endpoint& from) {
  socket_endpoint at;
  at.port = from.port;
  if (inet_pton(AF_INET6, from.host.c_str(), at.address.data()) == 1) return at;
  std::ranges::copy(mapped_prefix, at.address.begin());
  const auto read = inet_pton(AF_INET, from.host.c_str(), at.address.data() + mapped_prefix.size());
  AVIARY_INVARIANT(read == 1, "an endpoint has an IP address");
  return at;
}

endpoint from_socket(const socket_endpoint& from) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool ipv4 = is_ipv4(from.address);
  inet_ntop(ipv4 ? AF_INET : AF_INET6, from.address.data() + (ipv4 ? mapped_prefix.size() : 0),
            text.data(), text.size());
  return {text.data(), from.port};
}

socklen_t to_sockaddr(const socket_endpoint& from, sockaddr_storage& out) {
  out = {};
  if (is_ipv4(from.address)) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(from.port);
    std::memcpy(&ipv4.sin_addr, from.address.data() + mapped_prefix.size(), sizeof ipv4.sin_addr);
    std::memcpy(&out, &ipv4, sizeof ipv4);
    return sizeof ipv4;
  }
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(from.port);
  ipv6.sin6_scope_id = from.interface;
  std::memcpy(&ipv6.sin6_addr, from.address.data(), from.address.size());
  std::memcpy(&out, &ipv6, sizeof ipv6);
  return sizeof ipv6;
}

socket_endpoint from_sockaddr(const sockaddr_storage& from) {
  socket_endpoint at;
  if (from.ss_family == AF_INET) {
    sockaddr_in ipv4;
    std::memcpy(&ipv4, &from, sizeof ipv4);
    std::ranges::copy(mapped_prefix, at.address.begin());
    std::memcpy(at.address.data() + mapped_prefix.size(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
    at.port = ntohs(ipv4.sin_port);
    return at;
  }
  sockaddr_in6 ipv6;
  std::memcpy(&ipv6, &from, sizeof ipv6);
  std::memcpy(at.address.data(), &ipv6.sin6_addr, at.address.size());
  at.port = ntohs(ipv6.sin6_port);
  at.interface = ipv6.sin6_scope_id;
  return at;
}

// -- sockets -------------------------------------------------------------------------------------

failure socket_failure(int error_number, const socket_endpoint& at, std::string_view protocol) {
  const auto where = to_text(from_socket(at)) + " (" + std::string(protocol) + ")";
  const auto flag = protocol == "UDP" ? "u" : "t";
  switch (error_number) {
    case EADDRINUSE:
      return {where + " is taken by another program",
              "see which with: ss -Hln" + std::string(flag) +
                  "p 'sport = :" + std::to_string(at.port) +
                  "'; stop it, or listen on one address that it leaves free (systemd-resolved "
                  "holds 127.0.0.53 only, and lets go of it with DNSStubListener=no)"};
    case EADDRNOTAVAIL:
      return {where + ": this machine has no such address",
              "see those that it has with: ip -brief address; or listen on 0.0.0.0, that is all"};
    case EACCES:
    case EPERM:
      return {where + ": ports below 1024 need a permission that this process does not have",
              "give it CAP_NET_BIND_SERVICE (AmbientCapabilities= in a systemd unit), start it as "
              "root, or listen on a port above 1023 and forward port 53 to it"};
    case EAFNOSUPPORT:
      return {where + ": this system has no " + (is_ipv4(at.address) ? "IPv4" : "IPv6"),
              "listen on an address of the other family"};
    default:
      return {where + " cannot be listened on: " + std::strerror(error_number),
              "see the system's limits (ulimit -n) and its log"};
  }
}

namespace {

result<socket_handle, failure> open_bound(const socket_endpoint& at, int type,
                                          std::string_view protocol) {
  const bool ipv4 = is_ipv4(at.address);
  socket_handle made(socket(ipv4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const auto fd = made.get();
  sockaddr_storage address;
  const auto size = to_sockaddr(at, address);
  // A TCP port is free again at once after a restart. A UDP port is never shared: with this option
  // set a second console would take half of the queries.
  const bool ready = fd >= 0 && (type != SOCK_STREAM || set(fd, SOL_SOCKET, SO_REUSEADDR, 1)) &&
                     (ipv4 || set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) &&
                     bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0;
  if (!ready) return socket_failure(errno, at, protocol);
  return made;
}

}  // namespace

result<socket_handle, failure> open_udp_socket(const socket_endpoint& at) {
  auto made = open_bound(at, SOCK_DGRAM, "UDP");
  if (!made) return made;
  const auto fd = made->get();
  const bool ipv4 = is_ipv4(at.address);
  set(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer_octets);
  // No path MTU discovery: an ICMP that anybody can forge would make answers come in fragments.
  if (ipv4)
    set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
  else
    set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT);
  if (is_wildcard(at.address) &&
      !(ipv4 ? set(fd, IPPROTO_IP, IP_PKTINFO, 1) : set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)))
    return socket_failure(errno, at, "UDP");
  return made;
}

result<socket_handle, failure> open_tcp_socket(const socket_endpoint& at) {
  auto made = open_bound(at, SOCK_STREAM, "TCP");
  if (made && listen(made->get(), connections_waiting) != 0)
    return socket_failure(errno, at, "TCP");
  return made;
}

std::uint16_t port_of(const socket_handle& bound) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(bound.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return from_sockaddr(address).port;
}

}  // namespace aviary
