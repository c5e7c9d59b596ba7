#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "actors/ports.hpp"
#include "messages/zone_name.hpp"
#include "sim/load/load_meter.hpp"
#include "sim/load/message_id_map.hpp"
#include "sim/load/query_watch.hpp"
#include "sim/prng.hpp"

// The network between thousands of birds and one console: it looks to each bird like a resolver
// that only forwards, and to the console like a resolver with a few dozen ports. It loses each
// datagram with one probability, each way, and may hold it back; both are drawn from a seed, each
// bird's own. What a bird asks over TCP goes over a connection of its own and is not lost: TCP
// would only send it again.
//
// Queries leave on the thread of the bird that asks, a system call each; answers are read in
// batches on the io's thread, which also makes birds, calls their `on_receive` and ends the relay.

namespace aviary {

struct lossy_relay_settings {
  boost::asio::ip::udp::endpoint console;
  double loss = 0;
  std::chrono::milliseconds delay{0};  ///< each way
  std::uint64_t seed = 1;
};

class lossy_relay {
 public:
  static constexpr std::size_t sockets_count = 64;
  /// The console takes 32 connections of one address.
  static constexpr std::size_t streams_max = 24;
  static constexpr std::chrono::seconds stream_timeout{10};

  /// Throws boost::system::system_error when there are no sockets. The three outlive the relay.
  lossy_relay(boost::asio::io_context& io, const lossy_relay_settings& settings,
              const clock_port& clock, load_counters& counters);
  ~lossy_relay();
  lossy_relay(const lossy_relay&) = delete;
  lossy_relay& operator=(const lossy_relay&) = delete;

  /// One more bird's way to the console. The relay keeps it.
  datagram_port& add_bird(const zone_name& zone);

 private:
  class line;
  struct way_out;
  struct held_datagram {
    instant due{};
    std::uint32_t bird = 0;
    bool up = false;
    relayed_query query;
    bytes octets;
  };

  bool transmit(const relayed_query& query, byte_view datagram);
  void listen(way_out& on);
  void receive(way_out& on);
  void hold(held_datagram one);
  void release_held();

  boost::asio::io_context& io_;
  lossy_relay_settings settings_;
  const clock_port& clock_;
  load_counters& counters_;
  std::vector<std::unique_ptr<way_out>> ways_;
  std::vector<std::unique_ptr<line>> lines_;
  std::size_t streams_ = 0;

  std::mutex held_mutex_;
  std::deque<held_datagram> held_;  // all wait equally long, so the first is due first
  boost::asio::steady_timer held_timer_;
};

}  // namespace aviary
