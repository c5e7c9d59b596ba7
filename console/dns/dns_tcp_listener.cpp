#include "console/dns/dns_tcp_listener.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "messages/invariant.hpp"
#include "messages/limits.hpp"

namespace aviary {
namespace {

constexpr std::size_t length_octets = 2;
/// No query that the parser passes is longer; what says that it is ends its connection.
constexpr std::size_t query_octets_max = edns_payload_octets;
/// Silence is looked for so many times within the idle time-out.
constexpr int sweeps = 8;
/// Listening sockets stand before the connections in the low half of epoll's data.
constexpr auto first_connection = dns_tcp_listener::listening_max;

}  // namespace

struct dns_tcp_listener::connection {
  socket_handle socket;
  socket_endpoint peer;
  std::uint32_t ordinal = 0;
  std::uint32_t generation = 0;
  std::uint32_t watched = 0;
  /// Of the last whole message.
  instant active{};
  std::size_t outstanding = 0;
  /// The peer sends no more, or something that is not DNS: close when all answers have left.
  bool ending = false;
  bool broken = false;
  std::size_t in_octets = 0;
  std::array<std::uint8_t, length_octets + query_octets_max> in;
  bytes unread;

  bool is_open() const { return socket.get() >= 0; }
  std::uint64_t id() const { return std::uint64_t{generation} << 32 | ordinal; }
};

dns_tcp_listener::dns_tcp_listener(int epoll, std::uint32_t token, const dns_tcp_limits& limits,
                                   receive_message receive)
    : epoll_(epoll), token_(token), limits_(limits), receive_(std::move(receive)) {
  connections_.resize(limits.connections_max);
}

dns_tcp_listener::~dns_tcp_listener() = default;

void dns_tcp_listener::watch(int fd, std::uint32_t which, std::uint32_t events, bool is_new) const {
  epoll_event event{};
  event.events = events;
  event.data.u64 = std::uint64_t{token_} << 32 | which;
  epoll_ctl(epoll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
}

void dns_tcp_listener::listen(socket_handle listening) {
  AVIARY_INVARIANT(listening_.size() < listening_max, "a few addresses");
  watch(listening.get(), static_cast<std::uint32_t>(listening_.size()), EPOLLIN, true);
  listening_.push_back(std::move(listening));
}

// -- connections come and go ---------------------------------------------------------------------

void dns_tcp_listener::accept_all(std::size_t listening, instant now) {
  const auto fd = listening_[listening].get();
  for (;;) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    socket_handle accepted(
        accept4(fd, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.get() >= 0) {
      admit(std::move(accepted), from_sockaddr(address), now);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // The connection stays in the queue and epoll would say so without end.
      set_accepting(false);
    }
    return;
  }
}

void dns_tcp_listener::set_accepting(bool accepting) {
  accepting_ = accepting;
  for (std::size_t i = 0; i < listening_.size(); ++i)
    watch(listening_[i].get(), static_cast<std::uint32_t>(i), accepting ? EPOLLIN : 0u, false);
}

/// A free place, or that of the connection that was silent longest and is owed nothing; nothing for
/// an address that has its share.
dns_tcp_listener::connection* dns_tcp_listener::place_for(const source_address& peer) {
  std::unique_ptr<connection>* best = nullptr;
  std::size_t of_peer = 0;
  for (auto& place : connections_) {
    const bool free = !place || !place->is_open();
    if (!free && place->peer.address == peer) ++of_peer;
    if (!free && place->outstanding > 0) continue;
    const auto silent_since = [](const auto& at) {
      return at && at->is_open() ? at->active : instant::min();
    };
    if (best == nullptr || silent_since(place) < silent_since(*best)) best = &place;
  }
  if (best == nullptr || of_peer >= limits_.connections_of_one_peer_max) return nullptr;
  if (!*best) {
    *best = std::make_unique<connection>();
    (*best)->ordinal = static_cast<std::uint32_t>(best - connections_.data());
  }
  if ((*best)->is_open()) close(**best);
  return best->get();
}

void dns_tcp_listener::admit(socket_handle accepted, const socket_endpoint& peer, instant now) {
  auto* place = place_for(peer.address);
  if (place == nullptr) return;
  const int on = 1;
  setsockopt(accepted.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  place->socket = std::move(accepted);
  place->peer = peer;
  place->generation = ++generation_;
  place->active = now;
  place->watched = EPOLLIN;
  watch(place->socket.get(), first_connection + place->ordinal, EPOLLIN, true);
  ++open_;
}

void dns_tcp_listener::close(connection& at) {
  // Closing the descriptor takes it out of the epoll; what is still on its way finds another
  // generation here.
  at.socket = socket_handle();
  at.outstanding = 0;
  at.ending = at.broken = false;
  at.in_octets = 0;
  at.unread = bytes();  // a peer that read slowly made it large
  --open_;
}

// -- reading -------------------------------------------------------------------------------------

void dns_tcp_listener::on_event(std::uint32_t which, std::uint32_t events, instant now) {
  if (which < first_connection) return accept_all(which, now);
  auto& at = *connections_[which - first_connection];
  if (!at.is_open()) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) at.broken = true;
  if ((events & EPOLLOUT) != 0) flush(at);
  if ((events & EPOLLIN) != 0) read_some(at);
  take_messages(at, now);
  settle(at);
}

bool dns_tcp_listener::reads(const connection& from) const {
  return !from.ending && !from.broken && from.outstanding < limits_.outstanding_max &&
         from.unread.size() < limits_.unread_octets_max;
}

void dns_tcp_listener::read_some(connection& from) {
  if (!reads(from) || from.in_octets == from.in.size()) return;
  const auto room = std::span(from.in).subspan(from.in_octets);
  const auto count = recv(from.socket.get(), room.data(), room.size(), 0);
  if (count > 0)
    from.in_octets += static_cast<std::size_t>(count);
  else if (count == 0)
    from.ending = true;  // RFC 7766 section 6.2.4: what was asked is still answered
  else if (errno != EAGAIN && errno != EINTR)
    from.broken = true;
}

/// Every whole message at the front of what was read, as long as more may be outstanding.
void dns_tcp_listener::take_messages(connection& from, instant now) {
  std::size_t at = 0;
  const auto held = byte_view(from.in).first(from.in_octets);
  while (!from.broken && from.outstanding < limits_.outstanding_max) {
    byte_reader in(held.subspan(at));
    const auto size = in.u16();
    const auto message = in.octets(size);
    if (held.size() - at >= length_octets && (size == 0 || size > query_octets_max)) {
      from.broken = true;
      break;
    }
    if (!in.ok()) break;
    at += length_octets + size;
    if (!take_message(from, message, now)) from.broken = true;
  }
  std::ranges::copy(held.subspan(at), from.in.begin());
  from.in_octets -= at;
}

/// False for what is no query: nothing good will follow on this connection.
bool dns_tcp_listener::take_message(connection& from, byte_view message, instant now) {
  from.active = now;
  return_path path;
  path.over = return_path::transport::tcp;
  path.peer = from.peer.address;
  path.port = from.peer.port;
  path.connection = from.id();
  const auto verdict = receive_(message, path, answer_);
  switch (verdict.what) {
    case name_server::outcome::waits:
      ++from.outstanding;
      return true;
    case name_server::outcome::answered:
      put(from, byte_view(answer_).first(verdict.octets));
      return true;
    case name_server::outcome::dropped:
      break;
  }
  return false;
}

// -- writing -------------------------------------------------------------------------------------

void dns_tcp_listener::send(const return_path& path, byte_view message, instant now) {
  auto& at = *connections_[path.connection & 0xFFFFFFFF];
  if (!at.is_open() || at.id() != path.connection) return;
  --at.outstanding;
  put(at, message);
  take_messages(at, now);  // some may have waited for this
  settle(at);
}

void dns_tcp_listener::put(connection& to, byte_view message) {
  byte_writer out(to.unread);
  out.u16(static_cast<std::uint16_t>(message.size()));
  out.octets(message);
  flush(to);
}

void dns_tcp_listener::flush(connection& to) {
  std::size_t sent = 0;
  while (sent < to.unread.size() && !to.broken) {
    const auto count = ::send(to.socket.get(), to.unread.data() + sent, to.unread.size() - sent,
                              MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0)
      to.broken = true;
    else
      sent += static_cast<std::size_t>(count);
  }
  to.unread.erase(to.unread.begin(), to.unread.begin() + static_cast<std::ptrdiff_t>(sent));
}

/// Closes the connection when it is over, else has epoll watch for what it waits for.
void dns_tcp_listener::settle(connection& at) {
  const bool done = at.ending && at.outstanding == 0 && at.unread.empty();
  if (at.broken || done) return close(at);
  const auto wanted = (reads(at) ? EPOLLIN : 0u) | (at.unread.empty() ? 0u : EPOLLOUT);
  if (wanted == at.watched) return;
  at.watched = wanted;
  watch(at.socket.get(), first_connection + at.ordinal, wanted, false);
}

// -- time ----------------------------------------------------------------------------------------

void dns_tcp_listener::expire(instant now) {
  if (now < sweep_due_) return;
  sweep_due_ = now + limits_.idle_timeout / sweeps;
  for (const auto& at : connections_)
    if (at && at->is_open() && now - at->active >= limits_.idle_timeout) close(*at);
  if (!accepting_) set_accepting(true);
}

std::optional<instant> dns_tcp_listener::next_due() const {
  if (open_ == 0 && accepting_) return std::nullopt;
  return sweep_due_;
}

}  // namespace aviary
