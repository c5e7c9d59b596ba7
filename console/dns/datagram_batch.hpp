#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "console/dns/answer_slots.hpp"
#include "messages/bytes.hpp"
#include "messages/limits.hpp"

// Up to 64 datagrams in one system call, either way. The buffers are part of it: 160 KiB, once for
// each thread.

namespace aviary {

inline constexpr std::size_t datagrams_max = 64;

/// Receives what lies at a socket.
class datagram_receiver {
 public:
  datagram_receiver();
  datagram_receiver(const datagram_receiver&) = delete;
  datagram_receiver& operator=(const datagram_receiver&) = delete;

  /// How many datagrams `socket` had, at most 64. They stay until the next call.
  std::size_t receive(int socket);
  byte_view datagram(std::size_t ordinal) const;
  /// Who sent it, and, where the socket tells, to which address of ours.
  return_path path(std::size_t ordinal) const;

 private:
  /// What our OPT says that we take; a longer query is cut and does not parse.
  static constexpr std::size_t room = edns_payload_octets;
  static constexpr std::size_t control_room = CMSG_SPACE(sizeof(in6_pktinfo));

  std::array<std::array<std::uint8_t, room>, datagrams_max> octets_;
  std::array<sockaddr_storage, datagrams_max> peers_;
  alignas(cmsghdr) std::array<std::array<std::uint8_t, control_room>, datagrams_max> control_;
  std::array<iovec, datagrams_max> places_{};
  std::array<mmsghdr, datagrams_max> headers_{};
};

/// Gathers datagrams for one socket and sends them. What the kernel does not take is dropped.
class datagram_sender {
 public:
  bool full() const { return count_ == datagrams_max; }
  /// `message` must stay until send(). Not when full.
  void add(const return_path& path, byte_view message);
  /// Sends all, and is empty again. Returns how many were dropped.
  std::size_t send(int socket);

 private:
  static constexpr std::size_t control_room = CMSG_SPACE(sizeof(in6_pktinfo));

  std::size_t count_ = 0;
  std::array<sockaddr_storage, datagrams_max> peers_;
  alignas(cmsghdr) std::array<std::array<std::uint8_t, control_room>, datagrams_max> control_;
  std::array<iovec, datagrams_max> places_{};
  std::array<mmsghdr, datagrams_max> headers_{};
};

}  // namespace aviary
