#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>

// Ports of loopback, and time that has passed.

namespace aviary {

using steady = std::chrono::steady_clock;

inline double since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

inline std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(probe, reinterpret_cast<sockaddr*>(&at), size) != 0) std::abort();
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(probe);
  return ntohs(at.sin_port);
}

inline std::string address(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

/// A UDP socket that speaks to this port alone and holds what comes while nobody reads.
inline int connected_socket(std::uint16_t port) {
  const int made = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int octets = 4 << 20;
  ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
  return made;
}

}  // namespace aviary
