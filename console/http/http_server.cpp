#include "console/http/http_server.hpp"

#include <sys/stat.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace aviary {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using asio::local::stream_protocol;

/// `%41` becomes `A`, `+` a space (a query's form). What is no escape stays as it is.
std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const auto digits = text.substr(i + 1, 2);
    const bool escape =
        text[i] == '%' && digits.size() == 2 &&
        std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr == digits.data() + 2;
    out += escape ? static_cast<char>(value) : text[i] == '+' ? ' ' : text[i];
    if (escape) i += 2;
  }
  return out;
}

api_request to_api_request(const http::request<http::string_body>& from) {
  api_request out;
  out.method = std::string(from.method_string());
  out.body = from.body();
  const std::string_view target(from.target().data(), from.target().size());
  const auto mark = std::min(target.find('?'), target.size());
  out.path = percent_decode(target.substr(0, mark));
  auto query = target.substr(std::min(mark + 1, target.size()));
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    out.query[percent_decode(pair.substr(0, equals))] =
        percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

http::response<http::string_body> to_http(const api_response& from,
                                          const http::request<http::string_body>& asked) {
  http::response<http::string_body> out(static_cast<http::status>(from.status), asked.version());
  out.set(http::field::content_type, from.content_type);
  out.set(http::field::cache_control, "no-store");
  out.set("x-content-type-options", "nosniff");
  out.keep_alive(asked.keep_alive());
  out.body() = from.body;
  out.prepare_payload();
  return out;
}

/// What one door knows.
struct door {
  http_server::handler handle;
  bool read_only = false;
  std::string host;  // the only Host that is served; empty: any
};

template <class Protocol>
class connection : public std::enable_shared_from_this<connection<Protocol>> {
 public:
  using socket = typename Protocol::socket;

  connection(socket connected, const door& through)
      : stream_(std::move(connected)), through_(through) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(http_server::body_octets_max);
    stream_.expires_after(std::chrono::seconds(http_server::idle_timeout_seconds));
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                       if (error == http::error::body_limit)
                         self->write(error_response(413, {"the body is too large", "send less"}));
                       else if (!error)
                         self->answer();
                     });
  }

 private:
  void answer() {
    const auto& request = parser_->get();
    const std::string_view host(request[http::field::host].data(),
                                request[http::field::host].size());
    if (!through_.host.empty() && host != through_.host)
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
    const bool goes_on = request.keep_alive() && parser_->is_done();
    auto message = std::make_shared<http::response<http::string_body>>(to_http(response, request));
    message->keep_alive(goes_on);
    stream_.expires_after(std::chrono::seconds(http_server::idle_timeout_seconds));
    http::async_write(
        stream_, *message,
        [self = this->shared_from_this(), message, goes_on](beast::error_code error, std::size_t) {
          if (!error && goes_on) self->read();
        });
  }

  beast::basic_stream<Protocol> stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  const door& through_;
};

template <class Protocol>
void accept(typename Protocol::acceptor& acceptor, const door& through) {
  acceptor.async_accept(
      [&acceptor, &through](beast::error_code error, typename Protocol::socket connected) {
        if (error == asio::error::operation_aborted) return;
        if (!error) std::make_shared<connection<Protocol>>(std::move(connected), through)->read();
        accept<Protocol>(acceptor, through);
      });
}

template <class Protocol>
beast::error_code listen(typename Protocol::acceptor& acceptor,
                         const typename Protocol::endpoint& local) {
  beast::error_code error;
  acceptor.open(local.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(local, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

}  // namespace

struct http_server::server {
  asio::io_context io{1};
  door unix_door;
  door loopback_door;
  stream_protocol::acceptor unix_acceptor{io};
  tcp::acceptor loopback_acceptor{io};
  std::filesystem::path socket;
  std::thread thread;

  ~server() {
    io.stop();
    if (thread.joinable()) thread.join();
    std::error_code ignored;
    if (!socket.empty()) std::filesystem::remove(socket, ignored);
  }
};

http_server::http_server(std::unique_ptr<server> made) : server_(std::move(made)) {}
http_server::~http_server() = default;

result<std::unique_ptr<http_server>, failure> http_server::open(const settings& wanted,
                                                                handler handle) {
  auto made = std::make_unique<server>();
  made->unix_door = {handle, false, {}};
  std::error_code ignored;
  std::filesystem::remove(wanted.socket, ignored);  // of a killed process: the folder is locked
  const auto mask = umask(0177);
  auto error = listen<stream_protocol>(made->unix_acceptor,
                                       stream_protocol::endpoint(wanted.socket.string()));
  umask(mask);
  if (error)
    return failure{"cannot listen on " + wanted.socket.string() + ": " + error.message(),
                   "the data folder must be writable and its path shorter than 90 characters"};
  made->socket = wanted.socket;
  accept<stream_protocol>(made->unix_acceptor, made->unix_door);

  if (wanted.loopback) {
    const auto text = to_text(*wanted.loopback);
    made->loopback_door = {handle, true, text};
    error = listen<tcp>(
        made->loopback_acceptor,
        tcp::endpoint(asio::ip::make_address(wanted.loopback->host), wanted.loopback->port));
    if (error)
      return failure{"--http " + text + ": " + error.message(),
                     "find who has the port with: ss -ltnp, or choose another"};
    accept<tcp>(made->loopback_acceptor, made->loopback_door);
  }
  made->thread = std::thread([io = &made->io] { io->run(); });
  return std::unique_ptr<http_server>(new http_server(std::move(made)));
}

}  // namespace aviary
