#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/doh_server.hpp"
#include "messages/endpoint.hpp"

namespace aviary {

/// Whom a bird asks, in this order: the site's resolvers, then DNS servers over HTTPS. Nobody else,
/// and none of the latter without having been told to.
struct resolver_settings {
  std::vector<endpoint> resolvers;
  std::vector<doh_server> doh;
  doh_trust trust;

  /// Addresses and URLs, by the resolvers' ordinals.
  std::vector<std::string> names() const;
};

/// Two ways of asking as one: the resolvers of the first have the ordinals from 0, those of the
/// second go on behind them.
class resolver_set final : public datagram_port {
 public:
  /// `first` has so many resolvers.
  resolver_set(std::unique_ptr<datagram_port> first, std::size_t first_count,
               std::unique_ptr<datagram_port> second);

  void send(std::size_t resolver, byte_view datagram) override;
  void send_over_stream(std::size_t resolver, byte_view message) override;
  void on_receive(std::function<void(std::size_t, byte_view)> receive) override;
  void on_send_failed(std::function<void(std::size_t)> failed) override;

 private:
  std::unique_ptr<datagram_port> first_;
  std::size_t first_count_;
  std::unique_ptr<datagram_port> second_;
};

/// Sockets for all of them, on `io`. `say` gets a line when something is wrong with a DNS server
/// over HTTPS, and when that is over.
std::unique_ptr<datagram_port> connect_to_resolvers(boost::asio::io_context& io,
                                                    const resolver_settings& settings,
                                                    std::function<void(const std::string&)> say);

}  // namespace aviary
