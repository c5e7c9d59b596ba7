#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/doh_server.hpp"
#include "messages/bytes.hpp"

// The other half of a bird's DNS client: DNS messages to servers that are asked over HTTPS
// (RFC 8484), by POST. The message inside is the one that a datagram would have, but for its id,
// which is 0 on the way (section 4.1) and comes back as it was.
//
// Whatever goes wrong is a loss, and what went wrong is told beside it: a certificate that is not
// the right one, a status other than 200, a body that is too large or too slow. There is no second
// try over anything else. A server that says that it has too much to do (429, 5xx) is a resolver
// that answers SERVFAIL.

namespace aviary {

class doh_client final : public datagram_port {
 public:
  /// A server that takes longer has not answered; the sender has asked again by then.
  static constexpr std::chrono::seconds timeout{10};
  /// Queries under way at each server; beyond, they are lost.
  static constexpr std::size_t under_way_max = 64;
  /// Connections to a server that has no HTTP/2.
  static constexpr long connections_max = 8;

  /// In words, each trouble once (doh_troubles); empty when the server answers again. On the thread
  /// that runs `io`.
  using tell_trouble = std::function<void(std::size_t server, const std::string& what)>;

  /// Runs on `io`, which one thread runs, and is destroyed after that thread has ended.
  doh_client(boost::asio::io_context& io, std::vector<doh_server> servers, const doh_trust& trust,
             tell_trouble trouble);
  ~doh_client() override;

  // -- datagram_port, from any thread ------------------------------------------------------------

  void send(std::size_t server, byte_view message) override;
  /// The same: an answer here is never truncated for its path.
  void send_over_stream(std::size_t server, byte_view message) override { send(server, message); }
  void on_receive(std::function<void(std::size_t, byte_view)> receive) override;
  void on_send_failed(std::function<void(std::size_t)> failed) override;

 private:
  struct shared;
  std::shared_ptr<shared> shared_;
};

}  // namespace aviary
