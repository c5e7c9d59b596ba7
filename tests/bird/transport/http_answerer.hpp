#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aviary {

/// Takes connections on loopback, answers each with the same octets, whatever is asked, and keeps
/// it open.
class http_answerer {
 public:
  http_answerer(boost::asio::io_context& io, std::string answer)
      : answer_(std::move(answer)), acceptor_(io, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  struct connection {
    explicit connection(boost::asio::ip::tcp::socket accepted) : socket(std::move(accepted)) {}
    boost::asio::ip::tcp::socket socket;
    std::array<char, 4096> asked{};
  };

  void accept() {
    acceptor_.async_accept([this](auto error, boost::asio::ip::tcp::socket accepted) {
      if (error) return;
      const auto one = std::make_shared<connection>(std::move(accepted));
      connections_.push_back(one);
      one->socket.async_read_some(boost::asio::buffer(one->asked),
                                  [this, one](auto failed, std::size_t) {
                                    if (!failed)
                                      boost::asio::write(one->socket, boost::asio::buffer(answer_));
                                  });
      accept();
    });
  }

  std::string answer_;
  std::vector<std::shared_ptr<connection>> connections_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace aviary
