#include "console/http/http_server.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>
#include <utility>

#include "console/api/percent_coding.hpp"

namespace aviary {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using asio::local::stream_protocol;
using text_request = http::request<http::string_body>;
using text_response = http::response<http::string_body>;

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

// -- values --------------------------------------------------------------------------------------

/// In a query, `+` is a space (the form encoding of HTML).
std::string decode_query(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '+', ' ');
  return percent_decode(out);
}

api_request to_api_request(const text_request& from) {
  api_request out;
  out.method = std::string(view_of(from.method_string()));
  out.body = from.body();
  const auto target = view_of(from.target());
  const auto mark = std::min(target.find('?'), target.size());
  out.path = std::string(target.substr(0, mark));
  auto query = target.substr(std::min(mark + 1, target.size()));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    out.query[decode_query(pair.substr(0, equals))] =
        decode_query(pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

text_response to_http(const api_response& from, const text_request& asked) {
  text_response out(static_cast<http::status>(from.status), asked.version());
  out.set(http::field::content_type, from.content_type);
  if (!from.allow.empty()) out.set(http::field::allow, from.allow);
  out.set(http::field::cache_control, "no-store");
  out.set("x-content-type-options", "nosniff");
  out.body() = from.body;
  out.prepare_payload();
  // RFC 9110 section 9.3.2: the length that a GET would have, and nothing of that length.
  if (asked.method() == http::verb::head) out.body().clear();
  return out;
}

/// What a client is told whose request cannot be read; nothing when it has gone or is too slow.
std::optional<api_response> refusal_of(beast::error_code error) {
  if (error == http::error::header_limit)
    return error_response(431, {"the head of the request is too large", "send less than 8 KiB"});
  if (error == http::error::body_limit)
    return error_response(413, {"the body is too large", "send less than 256 KiB"});
  const bool ended = error == http::error::end_of_stream || error == http::error::partial_message;
  if (ended || error.category() != http::make_error_code(http::error::bad_method).category())
    return {};
  return error_response(400, {"this is no request: " + error.message(), "speak HTTP/1.1"});
}

// -- connections ---------------------------------------------------------------------------------

/// What one door knows.
struct door {
  http_server::handler handle;
  bool read_only = false;
  std::string host;  // the only Host that is served; empty: any
  std::chrono::milliseconds patience{};
  std::atomic<std::size_t> connections = 0;  // whoever replies may be the last to hold one
};

template <class Protocol>
class connection : public std::enable_shared_from_this<connection<Protocol>> {
 public:
  connection(typename Protocol::socket connected, door& through)
      : stream_(std::move(connected)), through_(through) {
    ++through_.connections;
  }
  ~connection() { --through_.connections; }

  void read() {
    parser_.emplace();
    parser_->header_limit(http_server::head_octets_max);
    parser_->body_limit(http_server::body_octets_max);
    stream_.expires_after(through_.patience);  // for all of it, however slowly it drips
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) return self->answer();
                       if (const auto refusal = refusal_of(error)) self->write(*refusal);
                     });
  }

 private:
  void answer() {
    const auto& request = parser_->get();
    if (!through_.host.empty() && view_of(request[http::field::host]) != through_.host)
      return write(error_response(
          421, {"this host is not served here", "use http://" + through_.host + "/"}));
    stream_.expires_never();  // the API has its own time-out
    through_.handle(to_api_request(request), through_.read_only,
                    [self = this->shared_from_this()](api_response response) {
                      asio::post(self->stream_.get_executor(),
                                 [self, response = std::move(response)] { self->write(response); });
                    });
  }

  void write(const api_response& response) {
    const auto& request = parser_->get();
    const bool goes_on = parser_->is_done() && request.keep_alive();
    auto message = std::make_shared<text_response>(to_http(response, request));
    message->keep_alive(goes_on);
    stream_.expires_after(through_.patience);
    http::async_write(
        stream_, *message,
        [self = this->shared_from_this(), message, goes_on](beast::error_code error, std::size_t) {
          if (!error && goes_on) self->read();
        });
  }

  beast::basic_stream<Protocol> stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  door& through_;
};

/// A listening socket, and who comes through it.
template <class Protocol>
class entrance {
 public:
  entrance(asio::io_context& io, door& through) : acceptor_(io), pause_(io), through_(through) {}

  beast::error_code listen(const typename Protocol::endpoint& local) {
    beast::error_code error;
    acceptor_.open(local.protocol(), error);
    // The file of a UNIX socket gets the rights of the socket: nobody else may connect, not for a
    // moment.
    if (!error) fchmod(acceptor_.native_handle(), 0600);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(local, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  void accept() {
    acceptor_.async_accept([this](beast::error_code error, typename Protocol::socket connected) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      if (through_.connections < http_server::connections_max)
        std::make_shared<connection<Protocol>>(std::move(connected), through_)->read();
      accept();
    });
  }

  typename Protocol::endpoint local() const { return acceptor_.local_endpoint(); }
  void close() {
    beast::error_code ignored;
    acceptor_.close(ignored);
  }

 private:
  /// Out of descriptors, most likely. The client that waits would be tried again at once, and so on
  /// for ever.
  void accept_later() {
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](beast::error_code error) {
      if (!error) accept();
    });
  }

  typename Protocol::acceptor acceptor_;
  asio::steady_timer pause_;
  door& through_;
};

}  // namespace

// -- the server ----------------------------------------------------------------------------------

/// The io_context goes before the doors: its connections count themselves there.
struct http_server::server {
  door file_door;
  door port_door;
  asio::io_context io{1};
  entrance<stream_protocol> by_file{io, file_door};
  entrance<tcp> by_port{io, port_door};
  std::filesystem::path socket;
  std::optional<endpoint> loopback;
  std::thread thread;

  ~server() { stop(); }

  void stop() {
    io.stop();
    if (thread.joinable()) thread.join();
    by_file.close();
    by_port.close();
    std::error_code ignored;
    if (!socket.empty()) std::filesystem::remove(std::exchange(socket, {}), ignored);
  }

  result<void, failure> open_file(const std::filesystem::path& path) {
    // Where Asio would throw: sockaddr_un has 108 octets for a path, with its final 0 (unix(7)).
    if (path.string().size() >= sizeof(sockaddr_un::sun_path))
      return failure{"the path of a socket is too long: " + path.string(),
                     "choose a data folder whose path is shorter than 90 characters"};
    std::error_code ignored;
    std::filesystem::remove(path, ignored);  // of a killed process: the folder is locked
    if (const auto error = by_file.listen(stream_protocol::endpoint(path.string())))
      return failure{"cannot listen on " + path.string() + ": " + error.message(),
                     "the data folder must be writable"};
    socket = path;
    return {};
  }

  result<void, failure> open_port(endpoint at) {
    if (const auto error = by_port.listen({asio::ip::make_address(at.host), at.port}))
      return failure{"--http " + to_text(at) + ": " + error.message(),
                     "find who has the port with: ss -ltnp, or choose another"};
    at.port = by_port.local().port();
    loopback = at;
    port_door.host = to_text(at);
    return {};
  }
};

http_server::http_server(std::unique_ptr<server> made) : server_(std::move(made)) {}
http_server::~http_server() = default;

result<std::unique_ptr<http_server>, failure> http_server::open(const settings& wanted,
                                                                handler handle) {
  auto made = std::make_unique<server>();
  for (auto* one : {&made->file_door, &made->port_door}) {
    one->handle = handle;
    one->patience = wanted.patience;
  }
  made->port_door.read_only = true;
  if (const auto done = made->open_file(wanted.socket); !done) return done.error();
  made->by_file.accept();
  if (wanted.loopback) {
    if (const auto done = made->open_port(*wanted.loopback); !done) return done.error();
    made->by_port.accept();
  }
  made->thread = std::thread([io = &made->io] { io->run(); });
  return std::unique_ptr<http_server>(new http_server(std::move(made)));
}

void http_server::stop() {
  server_->stop();
}

std::optional<endpoint> http_server::loopback() const {
  return server_->loopback;
}

}  // namespace aviary
