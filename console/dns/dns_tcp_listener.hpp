#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "console/dns/answer_slots.hpp"
#include "console/dns/dns_socket.hpp"
#include "console/dns/name_server.hpp"
#include "messages/bytes.hpp"
#include "messages/time.hpp"

// DNS over TCP (RFC 7766): what a resolver falls back to when it lost answers over UDP or got TC=1.
// Each message has its length in front, several may be under way on one connection, and answers
// leave in the order in which they are ready. It has no thread: whoever owns the epoll calls it.
//
// Everything a peer can do is bounded: connections, those of one address, octets of one message,
// answers outstanding or not yet read by the peer, and the time between two whole messages. Where
// all connections are in use the one that was silent longest makes room.

namespace aviary {

struct dns_tcp_limits {
  std::size_t connections_max = 256;
  std::size_t connections_of_one_peer_max = 32;
  /// RFC 7766 section 6.2.3: "a few seconds"; resolvers reconnect when they have more to ask.
  boot_time::duration idle_timeout = std::chrono::seconds(10);
  /// A connection with so many answers outstanding is not read until some have left.
  std::size_t outstanding_max = 64;
  /// The same for answers that the peer does not read.
  std::size_t unread_octets_max = 64 * 1024;
};

class dns_tcp_listener {
 public:
  /// The name server's view of one message: what name_server::receive says, `out` included.
  using receive_message = std::function<name_server::verdict(
      byte_view message, const return_path& path, std::span<std::uint8_t> out)>;

  /// Sockets are watched by `epoll` with `token` as the high half of their data.
  dns_tcp_listener(int epoll, std::uint32_t token, const dns_tcp_limits& limits,
                   receive_message receive);
  ~dns_tcp_listener();

  static constexpr std::uint32_t listening_max = 64;
  /// Accepts from a listening socket from now on; from at most 64.
  void listen(socket_handle listening);
  /// What epoll said of one of the sockets: the low half of its data, and its events.
  void on_event(std::uint32_t which, std::uint32_t events, instant now);
  /// An answer that was waited for. A connection that is gone loses it.
  void send(const return_path& path, byte_view message, instant now);
  /// Closes what was silent for too long.
  void expire(instant now);
  std::optional<instant> next_due() const;

  std::size_t connections() const { return open_; }

 private:
  struct connection;

  void watch(int fd, std::uint32_t which, std::uint32_t events, bool is_new) const;
  void set_accepting(bool accepting);
  void accept_all(std::size_t listening, instant now);
  void admit(socket_handle accepted, const socket_endpoint& peer, instant now);
  connection* place_for(const source_address& peer);
  void read_some(connection& from);
  void take_messages(connection& from, instant now);
  bool take_message(connection& from, byte_view message, instant now);
  void put(connection& to, byte_view message);
  void flush(connection& to);
  void settle(connection& at);
  bool reads(const connection& from) const;
  void close(connection& at);

  int epoll_;
  std::uint32_t token_;
  dns_tcp_limits limits_;
  receive_message receive_;
  std::vector<socket_handle> listening_;
  std::vector<std::unique_ptr<connection>> connections_;
  std::size_t open_ = 0;
  std::uint32_t generation_ = 0;
  /// False until the next sweep when the process has no descriptor left.
  bool accepting_ = true;
  instant sweep_due_{};
  std::array<std::uint8_t, name_server::tcp_answer_octets_max> answer_;
};

}  // namespace aviary
