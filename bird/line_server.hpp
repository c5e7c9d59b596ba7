#pragma once

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// A server of lines: each line of a client gets one line back, in order, and the next one is read
// only when that is written. The intake (TCP on loopback) and the control socket (UNIX) are both
// this, so a bird needs no HTTP. One thread: the io_context's.

namespace aviary {

struct line_server_limits {
  std::size_t line_octets;
  std::size_t clients;
};

/// `Protocol` is asio's ip::tcp or local::stream_protocol.
template <class Protocol>
class line_server {
 public:
  /// Writes the answer to a line; may be called later and on any thread, once.
  using reply = std::function<void(std::string)>;
  using handler = std::function<void(std::string_view line, reply)>;

  /// Takes over a listening socket. `too_long` answers a line that exceeds the limit, after which
  /// the client is let go.
  line_server(typename Protocol::acceptor acceptor, line_server_limits limits, std::string too_long,
              handler handle)
      : shared_(std::make_shared<shared>(std::move(acceptor), limits, std::move(too_long),
                                         std::move(handle))) {
    accept(shared_);
  }
  ~line_server() {
    boost::system::error_code ignored;
    shared_->acceptor.close(ignored);
    shared_->pause.cancel();
  }

 private:
  struct shared {
    shared(typename Protocol::acceptor listening, line_server_limits most, std::string refusal,
           handler answers)
        : acceptor(std::move(listening)),
          pause(acceptor.get_executor()),
          limits(most),
          too_long(std::move(refusal)),
          handle(std::move(answers)) {}

    typename Protocol::acceptor acceptor;
    boost::asio::steady_timer pause;
    line_server_limits limits;
    std::string too_long;
    handler handle;
    std::atomic<std::size_t> clients = 0;  // the last to let go of a client may be any thread
  };

  struct client {
    client(typename Protocol::socket connected, std::shared_ptr<shared> of)
        : socket(std::move(connected)), server(std::move(of)) {
      ++server->clients;
    }
    ~client() { --server->clients; }

    typename Protocol::socket socket;
    std::shared_ptr<shared> server;
    std::string input;
    std::string output;
  };

  static void accept(const std::shared_ptr<shared>& server) {
    server->acceptor.async_accept(
        [server](boost::system::error_code error, typename Protocol::socket connected) {
          if (error == boost::asio::error::operation_aborted) return;
          if (error) return accept_later(server);
          // One client too many is let go at once; it sees the end of the stream and tries again.
          if (server->clients < server->limits.clients)
            read(std::make_shared<client>(std::move(connected), server));
          accept(server);
        });
  }

  /// Out of descriptors, most likely. The client that waits would be tried again at once, and so on
  /// for ever.
  static void accept_later(const std::shared_ptr<shared>& server) {
    server->pause.expires_after(std::chrono::milliseconds(100));
    server->pause.async_wait([server](boost::system::error_code error) {
      if (!error && server->acceptor.is_open()) accept(server);
    });
  }

  static void read(const std::shared_ptr<client>& from) {
    boost::asio::async_read_until(
        from->socket, boost::asio::dynamic_buffer(from->input, from->server->limits.line_octets),
        '\n', [from](boost::system::error_code error, std::size_t octets) {
          if (error == boost::asio::error::not_found)
            write(from, from->server->too_long, false);
          else if (!error)
            answer(from, octets);
        });
  }

  static void answer(const std::shared_ptr<client>& from, std::size_t octets) {
    std::string line = from->input.substr(0, octets - 1);
    from->input.erase(0, octets);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) return read(from);
    from->server->handle(line, [from](std::string text) {
      boost::asio::post(from->socket.get_executor(), [from, text = std::move(text)]() mutable {
        write(from, std::move(text), true);
      });
    });
  }

  static void write(const std::shared_ptr<client>& to, std::string text, bool go_on) {
    to->output = std::move(text) + '\n';
    boost::asio::async_write(to->socket, boost::asio::buffer(to->output),
                             [to, go_on](boost::system::error_code error, std::size_t) {
                               if (!error && go_on) read(to);
                             });
  }

  std::shared_ptr<shared> shared_;
};

}  // namespace aviary
