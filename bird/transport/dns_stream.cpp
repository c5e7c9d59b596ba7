#include "bird/transport/dns_stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <utility>

namespace aviary {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Every handler holds it, so it ends when the last of them has run.
class stream : public std::enable_shared_from_this<stream> {
  // What goes on after an asynchronous step; an error ends everything.
  auto then(void (stream::*next)()) {
    return [self = shared_from_this(), next](error_code error, std::size_t = 0) {
      if (!error) return ((*self).*next)();
      self->end({});
    };
  }

 public:
  stream(asio::io_context& io, byte_view message, stream_answered answered)
      : socket_(io), timer_(io), answered_(std::move(answered)) {
    byte_writer out(octets_);
    out.u16(static_cast<std::uint16_t>(message.size()));
    out.octets(message);
  }

  void start(const asio::ip::tcp::endpoint& to, std::chrono::nanoseconds timeout) {
    timer_.expires_after(timeout);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->end({});
    });
    socket_.async_connect(to, then(&stream::write));
  }

 private:
  void write() { asio::async_write(socket_, asio::buffer(octets_), then(&stream::read_length)); }
  void read_length() {
    asio::async_read(socket_, asio::buffer(length_), then(&stream::read_answer));
  }
  void read_answer() {
    octets_.resize(byte_reader(length_).u16());
    asio::async_read(socket_, asio::buffer(octets_), then(&stream::deliver));
  }
  void deliver() { end(octets_); }

  void end(byte_view answer) {
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    if (auto answered = std::exchange(answered_, nullptr)) answered(answer);
  }

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  stream_answered answered_;
  bytes octets_;
  std::array<std::uint8_t, 2> length_{};
};

}  // namespace

void ask_over_stream(asio::io_context& io, const asio::ip::tcp::endpoint& to, byte_view message,
                     std::chrono::nanoseconds timeout, stream_answered answered) {
  std::make_shared<stream>(io, message, std::move(answered))->start(to, timeout);
}

}  // namespace aviary
