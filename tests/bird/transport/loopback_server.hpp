#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <set>

#include "messages/bytes.hpp"

// A server on loopback that answers every message, UDP and TCP on one port, with the message turned
// around. It runs on the io_context of the test.

namespace aviary {

class loopback_server {
 public:
  explicit loopback_server(boost::asio::io_context& io) : udp_(io), tcp_(io) {
    while (!listen()) {
    }
    receive();
    accept();
  }

  boost::asio::ip::udp::endpoint at() const { return udp_.local_endpoint(); }
  boost::asio::ip::tcp::endpoint stream_at() const { return tcp_.local_endpoint(); }

  static bytes turned_around(byte_view message) { return {message.rbegin(), message.rend()}; }

  std::set<std::uint16_t> ports_seen;
  std::size_t received = 0;
  /// Accepts connections and never answers.
  bool stalls = false;

 private:
  /// False when the port that is free for UDP is taken for TCP.
  bool listen() {
    using namespace boost::asio::ip;
    udp_ = udp::socket(udp_.get_executor(), {make_address("127.0.0.1"), 0});
    const tcp::endpoint same(udp_.local_endpoint().address(), udp_.local_endpoint().port());
    boost::system::error_code error;
    tcp_ = tcp::acceptor(udp_.get_executor());
    tcp_.open(same.protocol());
    tcp_.bind(same, error);
    if (!error) tcp_.listen(tcp::acceptor::max_listen_connections, error);
    return !error;
  }

  void receive() {
    udp_.async_receive_from(boost::asio::buffer(datagram_), from_, [this](auto error, auto size) {
      if (error) return;
      ++received;
      ports_seen.insert(from_.port());
      udp_.send_to(boost::asio::buffer(turned_around(byte_view(datagram_).first(size))), from_);
      receive();
    });
  }

  struct connection {
    explicit connection(boost::asio::ip::tcp::socket accepted) : socket(std::move(accepted)) {}
    boost::asio::ip::tcp::socket socket;
    std::array<std::uint8_t, 2> length{};
    bytes message;
  };

  void accept() {
    tcp_.async_accept([this](auto error, auto accepted) {
      if (error) return;
      serve(std::make_shared<connection>(std::move(accepted)));
      accept();
    });
  }

  void serve(const std::shared_ptr<connection>& one) {
    if (stalls) {
      kept_.push_back(one);
      return;
    }
    async_read(one->socket, boost::asio::buffer(one->length), [one](auto error, auto) {
      if (error) return;
      one->message.resize(byte_reader(one->length).u16());
      async_read(one->socket, boost::asio::buffer(one->message), [one](auto failed, auto) {
        if (failed) return;
        bytes answer(one->length.begin(), one->length.end());
        const auto turned = turned_around(one->message);
        answer.insert(answer.end(), turned.begin(), turned.end());
        boost::asio::write(one->socket, boost::asio::buffer(answer));
      });
    });
  }

  boost::asio::ip::udp::socket udp_;
  boost::asio::ip::tcp::acceptor tcp_;
  boost::asio::ip::udp::endpoint from_;
  std::array<std::uint8_t, 4096> datagram_{};
  std::vector<std::shared_ptr<connection>> kept_;
};

/// Runs `io` until `done`. True when done within five seconds.
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& done) {
  for (int i = 0; i < 500 && !done(); ++i) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(10));
  }
  return done();
}

}  // namespace aviary
