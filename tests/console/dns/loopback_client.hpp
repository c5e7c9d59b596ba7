#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string_view>

#include "console/dns/dns_socket.hpp"
#include "messages/bytes.hpp"

// The other end of a socket, as a resolver on this machine would be. It waits two seconds for what
// ought to come.

namespace aviary {

class loopback_client {
 public:
  /// `type`: SOCK_DGRAM or SOCK_STREAM. `receive_buffer`: octets, where that matters.
  loopback_client(const socket_endpoint& server, int type, int receive_buffer = 0)
      : socket_(::socket(is_ipv4(server.address) ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0)
      setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_storage address;
    const auto size = to_sockaddr(server, address);
    EXPECT_EQ(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  }

  void send(byte_view octets) const {
    EXPECT_EQ(::send(socket_.get(), octets.data(), octets.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(octets.size()));
  }
  /// As much as the kernel takes at once.
  std::size_t send_some(byte_view octets) const {
    const auto sent =
        ::send(socket_.get(), octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  /// Has the end of this client look like a crash: RST instead of FIN.
  void reset() const {
    const linger at_once{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  void finish() const { shutdown(socket_.get(), SHUT_WR); }

  bool has_something(int milliseconds) const {
    pollfd wanted{socket_.get(), POLLIN, 0};
    return poll(&wanted, 1, milliseconds) == 1;
  }
  /// The next datagram, or what the stream has; empty at its end; nothing when nothing comes.
  std::optional<bytes> receive(int milliseconds = 2000) const {
    if (!has_something(milliseconds)) return std::nullopt;
    bytes octets(65536);
    const auto count = recv(socket_.get(), octets.data(), octets.size(), 0);
    octets.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return octets;
  }
  bool is_closed() const {
    const auto read = receive();
    return read && read->empty();
  }

  /// One message with its length in front, as DNS over TCP has it.
  void send_message(byte_view message) const { send(framed(message)); }
  std::optional<bytes> receive_message() {
    for (;;) {
      byte_reader in(stream_);
      const auto size = in.u16();
      const auto message = in.octets(size);
      if (in.ok()) {
        bytes whole(message.begin(), message.end());
        stream_.erase(stream_.begin(), stream_.begin() + 2 + size);
        return whole;
      }
      const auto more = receive();
      if (!more || more->empty()) return std::nullopt;
      stream_.insert(stream_.end(), more->begin(), more->end());
    }
  }
  static bytes framed(byte_view message) {
    bytes out;
    byte_writer writer(out);
    writer.u16(static_cast<std::uint16_t>(message.size()));
    writer.octets(message);
    return out;
  }

  socket_endpoint own_endpoint() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return from_sockaddr(address);
  }

 private:
  socket_handle socket_;
  bytes stream_;
};

}  // namespace aviary
