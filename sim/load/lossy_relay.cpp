#include "sim/load/lossy_relay.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "bird/transport/dns_stream.hpp"
#include "messages/dns_message.hpp"

namespace aviary {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr std::size_t batch_max = 64;
constexpr std::size_t datagram_octets_max = 2048;
/// Answers come in bursts while the birds' threads have the processor.
constexpr int receive_buffer_octets = 4 << 20;
constexpr std::chrono::milliseconds held_tick{1};

std::uint16_t id_of(byte_view datagram) {
  return byte_reader(datagram).u16();
}

/// Whether an answer carries a record, by its header: whoever has the bird's keys reads the rest.
bool has_answer(byte_view datagram) {
  constexpr std::size_t answer_count_at = 6;
  return (datagram[answer_count_at] | datagram[answer_count_at + 1]) != 0;
}

}  // namespace

// -- one bird's way -------------------------------------------------------------------------------

class lossy_relay::line final : public datagram_port {
 public:
  line(lossy_relay& relay, std::uint32_t ordinal, const zone_name& zone)
      : relay_(relay),
        ordinal_(ordinal),
        zone_(zone),
        up_(relay.settings_.seed, "up", ordinal),
        down_(relay.settings_.seed, "down", ordinal) {}

  // -- on the bird's thread

  void send(std::size_t, byte_view datagram) override {
    auto& counters = relay_.counters_;
    const auto seen = note(datagram);
    ++counters.queries;
    if (up_.chance(relay_.settings_.loss)) {
      ++counters.lost_up;
      return;
    }
    const relayed_query query{ordinal_, id_of(datagram), seen.heartbeat, seen.message};
    if (relay_.settings_.delay.count() > 0)
      return relay_.hold({relay_.clock_.now() + relay_.settings_.delay, ordinal_, true, query,
                          bytes(datagram.begin(), datagram.end())});
    if (!relay_.transmit(query, datagram)) asio::post(relay_.io_, [this] { fail(); });
  }

  void send_over_stream(std::size_t, byte_view message) override {
    ++relay_.counters_.over_stream;
    asio::post(relay_.io_, [this, octets = bytes(message.begin(), message.end())] {
      if (relay_.streams_ >= streams_max) return fail();
      ++relay_.streams_;
      const auto& to = relay_.settings_.console;
      ask_over_stream(relay_.io_, {to.address(), to.port()}, octets, stream_timeout,
                      [this](byte_view answer) {
                        --relay_.streams_;
                        if (answer.empty()) return fail();
                        if (receive_) receive_(0, answer);
                      });
    });
  }

  // -- on the io's thread

  void on_receive(std::function<void(std::size_t, byte_view)> receive) override {
    receive_ = std::move(receive);
  }
  void on_send_failed(std::function<void(std::size_t)> failed) override {
    failed_ = std::move(failed);
  }
  void fail() const {
    if (failed_) failed_(0);
  }
  bool loses_answer() { return down_.chance(relay_.settings_.loss); }

  void arrive(const relayed_query& query, byte_view datagram) {
    auto& counters = relay_.counters_;
    ++counters.answers;
    if (query.heartbeat && has_answer(datagram)) {
      const std::lock_guard lock(watch_mutex_);
      if (watch_.answered(query.message)) ++counters.heartbeats_answered;
    }
    if (receive_) receive_(0, datagram);
  }

 private:
  query_watch::seen note(byte_view datagram) {
    auto& counters = relay_.counters_;
    const std::lock_guard lock(watch_mutex_);
    const auto seen = watch_.ask(datagram, zone_);
    if (seen.new_heartbeat) ++counters.heartbeats_sent;
    if (seen.again) ++counters.retries;
    return seen;
  }

  lossy_relay& relay_;
  std::uint32_t ordinal_;
  zone_name zone_;
  prng up_;
  prng down_;
  std::mutex watch_mutex_;
  query_watch watch_;
  std::function<void(std::size_t, byte_view)> receive_;
  std::function<void(std::size_t)> failed_;
};

// -- the sockets ----------------------------------------------------------------------------------

struct lossy_relay::way_out {
  explicit way_out(asio::io_context& io) : socket(io) {}

  udp::socket socket;
  std::mutex mutex;  // birds' threads enter queries, the io's takes them out
  message_id_map ids;
};

lossy_relay::lossy_relay(asio::io_context& io, const lossy_relay_settings& settings,
                         const clock_port& clock, load_counters& counters)
    : io_(io), settings_(settings), clock_(clock), counters_(counters), held_timer_(io) {
  for (std::size_t i = 0; i < sockets_count; ++i) {
    auto& way = *ways_.emplace_back(std::make_unique<way_out>(io));
    way.socket.open(settings.console.protocol());
    way.socket.set_option(asio::socket_base::receive_buffer_size(receive_buffer_octets));
    way.socket.connect(settings.console);
    way.socket.non_blocking(true);
    listen(way);
  }
  if (settings.delay.count() > 0) release_held();
}

lossy_relay::~lossy_relay() = default;

datagram_port& lossy_relay::add_bird(const zone_name& zone) {
  const auto ordinal = static_cast<std::uint32_t>(lines_.size());
  return *lines_.emplace_back(std::make_unique<line>(*this, ordinal, zone));
}

/// False when the network below does not take it. A connected socket reports here that an earlier
/// datagram was refused, and does not send: the second try does.
bool lossy_relay::transmit(const relayed_query& query, byte_view datagram) {
  std::array<std::uint8_t, datagram_octets_max> octets;
  if (datagram.size() > octets.size()) return false;
  auto& way = *ways_[query.bird % ways_.size()];
  std::ranges::copy(datagram, octets.begin());
  {
    const std::lock_guard lock(way.mutex);
    const auto id = way.ids.enter(query);
    octets[0] = static_cast<std::uint8_t>(id >> 8);
    octets[1] = static_cast<std::uint8_t>(id);
  }
  const auto try_to_send = [&] {
    return ::send(way.socket.native_handle(), octets.data(), datagram.size(), MSG_DONTWAIT) >= 0;
  };
  return try_to_send() || (errno == ECONNREFUSED && try_to_send());
}

void lossy_relay::listen(way_out& on) {
  on.socket.async_wait(udp::socket::wait_read, [this, &on](error_code error) {
    if (error == asio::error::operation_aborted) return;
    receive(on);
    listen(on);
  });
}

void lossy_relay::receive(way_out& on) {
  static thread_local std::array<std::array<std::uint8_t, datagram_octets_max>, batch_max> octets;
  std::array<iovec, batch_max> parts;
  std::array<mmsghdr, batch_max> messages{};
  for (std::size_t i = 0; i < batch_max; ++i) {
    parts[i] = {octets[i].data(), octets[i].size()};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  const int count =
      ::recvmmsg(on.socket.native_handle(), messages.data(), batch_max, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const auto datagram = std::span(octets[place]).first(messages[place].msg_len);
    if (datagram.size() < dns_header_octets) continue;
    std::optional<relayed_query> query;
    {
      const std::lock_guard lock(on.mutex);
      query = on.ids.take(id_of(datagram));
    }
    if (!query) continue;
    auto& to = *lines_[query->bird];
    if (to.loses_answer()) {
      ++counters_.lost_down;
      continue;
    }
    datagram[0] = static_cast<std::uint8_t>(query->id >> 8);
    datagram[1] = static_cast<std::uint8_t>(query->id);
    if (settings_.delay.count() > 0)
      hold({clock_.now() + settings_.delay, query->bird, false, *query,
            bytes(datagram.begin(), datagram.end())});
    else
      to.arrive(*query, datagram);
  }
}

// -- what is held back ----------------------------------------------------------------------------

void lossy_relay::hold(held_datagram one) {
  const std::lock_guard lock(held_mutex_);
  held_.push_back(std::move(one));
}

void lossy_relay::release_held() {
  std::deque<held_datagram> due;
  {
    const std::lock_guard lock(held_mutex_);
    const auto now = clock_.now();
    for (; !held_.empty() && held_.front().due <= now; held_.pop_front())
      due.push_back(std::move(held_.front()));
  }
  for (const auto& one : due) {
    auto& whose = *lines_[one.bird];
    if (!one.up)
      whose.arrive(one.query, one.octets);
    else if (!transmit(one.query, one.octets))
      whose.fail();
  }
  held_timer_.expires_after(held_tick);
  held_timer_.async_wait([this](error_code error) {
    if (!error) release_held();
  });
}

}  // namespace aviary
