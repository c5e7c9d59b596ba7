#include "bird/decoys/worker/socket_relay.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace aviary {

short socket_relay::client_events() const {
  short events = 0;
  if (!client_ended_ && inbound_.room() > 0) events |= POLLIN;
  if (!client_gone_ && !outbound_.empty()) events |= POLLOUT;
  return events;
}

short socket_relay::parser_events() const {
  short events = 0;
  if (!parser_ended_ && outbound_.empty()) events |= POLLIN;
  if (verdict_ == identification::accepted && !inbound_.empty()) events |= POLLOUT;
  return events;
}

void socket_relay::move() {
  // Outbound first: the parser's own identification string goes before any refusal.
  if (!parser_ended_ && outbound_.empty()) parser_ended_ = !fill(parser_, outbound_, false);
  if (!client_ended_ && inbound_.room() > 0) client_ended_ = !fill(client_, inbound_, true);
  if (verdict_ == identification::incomplete) identify();
  if (verdict_ == identification::accepted) move_inbound();
  if (!client_gone_) client_gone_ = !drain(outbound_, client_);
}

void socket_relay::move_inbound() {
  if (!parser_ended_) parser_ended_ = !drain(inbound_, parser_);
  if (!client_ended_ || !inbound_.empty() || parser_told_) return;
  ::shutdown(parser_, SHUT_WR);
  parser_told_ = true;
}

std::optional<byte_view> socket_relay::client_version() const {
  if (verdict_ != identification::accepted) return std::nullopt;
  return version_;
}

bool socket_relay::over() const {
  return client_gone_ || (parser_ended_ && outbound_.empty());
}

void socket_relay::identify() {
  const auto [verdict, line] = identify_client(inbound_.filled());
  verdict_ = verdict;
  version_.assign(line.begin(), line.end());
  if (verdict == identification::accepted) return;
  if (verdict == identification::incomplete && !client_ended_) return;
  // What the parser says from here on is not for this client.
  parser_ended_ = true;
  const auto text = refusal(verdict);
  std::copy(text.begin(), text.end(), outbound_.octets.data() + outbound_.end);
  outbound_.end += text.size();
}

// False at the end of the stream, and on an error, which comes to the same.
bool socket_relay::fill(int from, buffer& into, bool into_ring) {
  const auto got = ::recv(from, into.octets.data() + into.end, into.room(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  const auto count = static_cast<std::size_t>(got);
  if (into_ring) ring_.append(byte_view(into.octets).subspan(into.end, count));
  into.end += count;
  return count > 0;
}

bool socket_relay::drain(buffer& from, int into) {
  while (!from.empty()) {
    const auto filled = from.filled();
    const auto sent = ::send(into, filled.data(), filled.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    from.begin += static_cast<std::size_t>(sent);
  }
  from.begin = from.end = 0;
  return true;
}

}  // namespace aviary
