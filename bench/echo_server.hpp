#pragma once

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>

#include "bench/loopback.hpp"

// The physical limit of a server of datagrams: one that gives each back.

namespace aviary {

/// Gives every datagram back, 64 at a time, until it is killed: what the kernel alone costs.
[[noreturn]] inline void echo(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) std::abort();
  static std::array<std::array<std::uint8_t, 512>, 64> octets;
  std::array<sockaddr_in, 64> peers;
  std::array<iovec, 64> parts;
  std::array<mmsghdr, 64> messages{};
  for (;;) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
      parts[i] = {octets[i].data(), octets[i].size()};
      messages[i].msg_hdr = {&peers[i], sizeof peers[i], &parts[i], 1, nullptr, 0, 0};
    }
    const int count = ::recvmmsg(socket, messages.data(), 64, MSG_WAITFORONE, nullptr);
    for (int i = 0; i < count; ++i)
      parts[static_cast<std::size_t>(i)].iov_len = messages[static_cast<std::size_t>(i)].msg_len;
    if (count > 0) ::sendmmsg(socket, messages.data(), static_cast<unsigned>(count), 0);
  }
}

/// A process that does that, with this object.
class echo_server {
 public:
  echo_server() : port_(free_port()), id_(::fork()) {
    if (id_ == 0) echo(port_);
    ::usleep(200'000);
  }
  echo_server(const echo_server&) = delete;
  echo_server& operator=(const echo_server&) = delete;
  ~echo_server() {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }

  std::uint16_t port() const { return port_; }
  pid_t id() const { return id_; }

 private:
  std::uint16_t port_;
  pid_t id_;
};

}  // namespace aviary
