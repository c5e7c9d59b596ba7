#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "console/dns/query_limits.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// Opening what the edge listens on, and saying in words why that did not work: a port that
// somebody else holds is what stops most installations.

namespace aviary {

/// Closes what it holds. -1: nothing.
class socket_handle {
 public:
  socket_handle() = default;
  explicit socket_handle(int fd) : fd_(fd) {}
  socket_handle(socket_handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  socket_handle& operator=(socket_handle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~socket_handle();

  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

/// Where to listen, or who is at the other end.
struct socket_endpoint {
  source_address address{};  ///< IPv4 as ::ffff:a.b.c.d
  std::uint16_t port = 0;
  std::uint32_t interface = 0;  ///< of a link-local address

  friend bool operator==(const socket_endpoint&, const socket_endpoint&) = default;
};

bool is_ipv4(const source_address& address);
/// 0.0.0.0 or ::
bool is_wildcard(const source_address& address);

/// `from` is one that parse_endpoint read, or has port 0.
socket_endpoint to_socket(const endpoint& from);
endpoint from_socket(const socket_endpoint& from);

/// The kernel's form. Returns its size.
socklen_t to_sockaddr(const socket_endpoint& from, sockaddr_storage& out);
socket_endpoint from_sockaddr(const sockaddr_storage& from);

/// Bound and non-blocking; port 0 lets the kernel choose. A UDP socket on a wildcard address tells
/// the address that each datagram came to, for the answer must leave from it.
result<socket_handle, failure> open_udp_socket(const socket_endpoint& at);
result<socket_handle, failure> open_tcp_socket(const socket_endpoint& at);
/// The port that a bound socket has.
std::uint16_t port_of(const socket_handle& bound);

/// Why `call` on a socket for `at` failed with `error_number`. `protocol`: "UDP" or "TCP".
failure socket_failure(int error_number, const socket_endpoint& at, std::string_view protocol);

}  // namespace aviary
