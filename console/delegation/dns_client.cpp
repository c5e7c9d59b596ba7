#include "console/delegation/dns_client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "console/dns/dns_socket.hpp"

namespace aviary {
namespace {

using steady = std::chrono::steady_clock;

constexpr int datagram_tries = 2;
constexpr std::chrono::seconds stream_patience{4};
constexpr std::size_t length_octets = 2;
constexpr std::size_t datagram_octets_max = 65'535;

std::string silence(std::chrono::seconds waited) {
  return "no answer within " + std::to_string(waited.count()) + " s";
}

std::string oddity(response_error error) {
  return "it answers with " + std::string(describe(error));
}

std::string last_error() {
  return std::strerror(errno);
}

/// Waits until `fd` is ready for `events`; false when that is not so by `end`.
bool wait_for(int fd, short events, steady::time_point end) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady::now()).count();
    if (left <= 0) return false;
    pollfd watched{fd, events, 0};
    const auto ready = poll(&watched, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

/// Connected, or on its way to be.
socket_handle connect_to(const endpoint& server, int type) {
  const auto peer = to_socket(server);
  sockaddr_storage address;
  const auto size = to_sockaddr(peer, address);
  socket_handle made(socket(address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.get() < 0) return {};
  const auto done = connect(made.get(), reinterpret_cast<const sockaddr*>(&address), size);
  if (done != 0 && errno != EINPROGRESS) return {};
  return made;
}

/// What the socket has had against being used, once.
int pending_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// -- over UDP -------------------------------------------------------------------------------------

/// One try. Packets that are not the answer are passed over, as anybody can send some; what was
/// wrong with the last one that had the right id is told when nothing better comes.
lookup_outcome try_datagram(const dns_lookup& lookup, std::uint16_t id) {
  const auto made = connect_to(lookup.server, SOCK_DGRAM);
  const auto query = encode_question(id, lookup.asked);
  if (made.get() < 0 || send(made.get(), query.data(), query.size(), 0) < 0) return last_error();
  const auto end = steady::now() + lookup.patience;
  auto why_not = silence(lookup.patience);
  bytes room(datagram_octets_max);
  while (wait_for(made.get(), POLLIN, end)) {
    const auto size = recv(made.get(), room.data(), room.size(), 0);
    if (size < 0) {
      if (errno == EAGAIN || errno == EINTR) continue;
      return last_error();
    }
    const auto packet = byte_view(room).first(static_cast<std::size_t>(size));
    auto read = parse_response(packet, id, lookup.asked);
    if (read) return std::move(*read);
    if (read.error() != response_error::other_id) why_not = oddity(read.error());
  }
  return why_not;
}

// -- over TCP -------------------------------------------------------------------------------------

/// Moves all octets of `buffer` by `step`, which is send() or recv(). Why not, if not.
template <class Octet, class Step>
std::optional<std::string> move_all(int fd, std::span<Octet> buffer, short events,
                                    steady::time_point end, const Step& step) {
  while (!buffer.empty()) {
    if (!wait_for(fd, events, end)) return silence(stream_patience);
    const auto moved = step(fd, buffer.data(), buffer.size());
    if (moved == 0) return "it closes the connection";
    if (moved > 0)
      buffer = buffer.subspan(static_cast<std::size_t>(moved));
    else if (errno != EAGAIN && errno != EINTR)
      return last_error();
  }
  return std::nullopt;
}

lookup_outcome ask_over_stream(const dns_lookup& lookup, std::uint16_t id) {
  const auto end = steady::now() + stream_patience;
  const auto made = connect_to(lookup.server, SOCK_STREAM);
  const auto fd = made.get();
  if (fd < 0) return last_error();
  if (!wait_for(fd, POLLOUT, end)) return silence(stream_patience);
  if (const auto error = pending_error(fd)) return std::strerror(error);

  const auto query = encode_question(id, lookup.asked);
  bytes framed;
  byte_writer out(framed);
  out.u16(static_cast<std::uint16_t>(query.size()));
  out.octets(query);
  const auto sending = [](int to, const std::uint8_t* data, std::size_t size) {
    return send(to, data, size, MSG_NOSIGNAL);
  };
  const auto receiving = [](int from, std::uint8_t* data, std::size_t size) {
    return recv(from, data, size, 0);
  };
  if (const auto why = move_all(fd, byte_view(framed), POLLOUT, end, sending)) return *why;
  std::array<std::uint8_t, length_octets> length;
  if (const auto why = move_all(fd, std::span<std::uint8_t>(length), POLLIN, end, receiving))
    return *why;
  bytes packet(byte_reader(length).u16());
  if (const auto why = move_all(fd, std::span<std::uint8_t>(packet), POLLIN, end, receiving))
    return *why;
  auto read = parse_response(packet, id, lookup.asked);
  if (!read) return oddity(read.error());
  return std::move(*read);
}

}  // namespace

lookup_outcome ask_and_wait(const dns_lookup& lookup, entropy_port& entropy) {
  if (lookup.over_stream) return ask_over_stream(lookup, entropy.draw<std::uint16_t>());
  lookup_outcome outcome = silence(lookup.patience);
  for (int i = 0; i < datagram_tries && !outcome; ++i)
    outcome = try_datagram(lookup, entropy.draw<std::uint16_t>());
  if (outcome && outcome->truncated) return ask_over_stream(lookup, entropy.draw<std::uint16_t>());
  return outcome;
}

}  // namespace aviary
