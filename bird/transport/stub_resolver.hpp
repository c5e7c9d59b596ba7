#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "actors/ports.hpp"
#include "messages/bytes.hpp"
#include "messages/endpoint.hpp"

// The socket half of a bird's DNS client: it carries DNS messages to the site's resolvers and
// brings back what they answer. It reads nothing of them, keeps no timer for an answer and connects
// to nobody but its resolvers; the sender does the rest.
//
// Queries leave from ports that the kernel draws, and the ports change every minute and every 256
// queries. A replaced socket still listens while the next ones are in use, since late answers are
// good answers. Sockets are connected, so the kernel drops what comes from elsewhere.

namespace aviary {

class stub_resolver final : public datagram_port {
 public:
  static constexpr std::size_t queries_per_port = 256;
  static constexpr std::size_t replaced_ports_max = 4;
  static constexpr std::chrono::seconds port_life{60};
  /// TCP is the exception: an answer too large for its path, or a busy name server.
  static constexpr std::size_t streams_max = 4;
  static constexpr std::chrono::seconds stream_timeout{10};

  /// Runs on `io`, which one thread runs, and is destroyed after that thread has ended.
  stub_resolver(boost::asio::io_context& io, std::vector<boost::asio::ip::udp::endpoint> resolvers);
  ~stub_resolver() override;

  // -- datagram_port, from any thread ------------------------------------------------------------

  void send(std::size_t resolver, byte_view datagram) override;
  void send_over_stream(std::size_t resolver, byte_view message) override;
  void on_receive(std::function<void(std::size_t, byte_view)> receive) override;
  void on_send_failed(std::function<void(std::size_t resolver)> failed) override;

 private:
  struct port;
  struct shared;
  std::shared_ptr<shared> shared_;
};

/// Resolvers' addresses, which parse_endpoint() has read.
std::vector<boost::asio::ip::udp::endpoint> udp_endpoints(const std::vector<endpoint>& resolvers);

}  // namespace aviary
