#include "console/http/http_server.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <mutex>
#include <thread>
#include <utility>

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

api_request to_api_request(const text_request& from) {
  const auto field = [&from](auto name) { return std::string(view_of(from[name])); };
  api_request out;
  out.method = std::string(view_of(from.method_string()));
  out.body = from.body();
  out.host = field(http::field::host);
  out.origin = field(http::field::origin);
  out.authorization = field(http::field::authorization);
  out.cookie = field(http::field::cookie);
  out.csrf_token = field("X-CSRF-Token");
  out.agent = field(http::field::user_agent);
  read_target(view_of(from.target()), out);
  return out;
}

text_response to_http(const api_response& from, const text_request& asked) {
  text_response out(static_cast<http::status>(from.status), asked.version());
  out.set(http::field::content_type, from.content_type);
  out.set(http::field::cache_control, "no-store");
  // JSON that a browser is made to show as a page, or as part of another site's, does nothing
  // there.
  out.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  out.set("Cross-Origin-Resource-Policy", "same-origin");
  out.set("Referrer-Policy", "same-origin");
  out.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : from.headers) out.set(name, value);
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
  caller::door kind{};
  http_server::handler handle;
  std::function<bool(std::string_view host)> is_served;  // empty: any
  std::string own_url;                                   // for those whose host is not
  asio::ssl::context* tls = nullptr;
  std::chrono::milliseconds patience{};
  std::size_t connections_max = http_server::connections_max;
  std::size_t connections_of_address_max = connections_max;

  /// Whether one more may come in from there; it then has to leave.
  bool enter(const std::string& source) {
    const std::lock_guard held(guard_);
    if (connections_ >= connections_max) return false;
    auto& of_address = by_address_[source];
    if (of_address >= connections_of_address_max) return false;
    ++connections_;
    ++of_address;
    return true;
  }
  void leave(const std::string& source) {
    const std::lock_guard held(guard_);
    --connections_;
    const auto known = by_address_.find(source);
    if (--known->second == 0) by_address_.erase(known);
  }

 private:
  std::mutex guard_;  // whoever replies may be the last to hold a connection
  std::size_t connections_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

std::string source_of(const tcp::socket& connected) {
  beast::error_code gone;
  const auto at = connected.remote_endpoint(gone);
  return gone ? std::string() : at.address().to_string();
}
std::string source_of(const stream_protocol::socket&) {
  return {};
}

using file_stream = beast::basic_stream<stream_protocol>;
using port_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

template <class Stream>
class connection : public std::enable_shared_from_this<connection<Stream>> {
 public:
  template <class Socket>
  connection(Socket connected, std::string source, door& through)
      : source_(std::move(source)),
        stream_(over(std::move(connected), through)),
        through_(through) {}
  ~connection() { through_.leave(source_); }

  void start() {
    if constexpr (std::is_same_v<Stream, tls_stream>) {
      socket().expires_after(http_server::handshake_patience);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](beast::error_code error) {
                                if (!error) self->read();
                              });
    } else {
      read();
    }
  }

 private:
  template <class Socket>
  static Stream over(Socket connected, door& through) {
    if constexpr (std::is_same_v<Stream, tls_stream>)
      return Stream(std::move(connected), *through.tls);
    else
      return Stream(std::move(connected));
  }
  /// What has the time-outs.
  auto& socket() { return beast::get_lowest_layer(stream_); }

  void read() {
    parser_.emplace();
    parser_->header_limit(http_server::head_octets_max);
    parser_->body_limit(http_server::body_octets_max);
    socket().expires_after(through_.patience);  // for all of it, however slowly it drips
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) return self->answer();
                       if (const auto refusal = refusal_of(error)) self->write(*refusal);
                     });
  }

  void answer() {
    auto request = to_api_request(parser_->get());
    request.door = through_.kind;
    request.source = source_;
    if (through_.is_served && !through_.is_served(request.host))
      return write(
          error_response(421, {"this host is not served here", "use " + through_.own_url}));
    socket().expires_never();  // the API has its own time-out
    through_.handle(std::move(request), [self = this->shared_from_this()](api_response response) {
      asio::post(self->stream_.get_executor(),
                 [self, response = std::move(response)] { self->write(response); });
    });
  }

  void write(const api_response& response) {
    const auto& request = parser_->get();
    const bool goes_on = parser_->is_done() && request.keep_alive();
    auto message = std::make_shared<text_response>(to_http(response, request));
    message->keep_alive(goes_on);
    socket().expires_after(through_.patience);
    http::async_write(
        stream_, *message,
        [self = this->shared_from_this(), message, goes_on](beast::error_code error, std::size_t) {
          if (!error && goes_on) self->read();
        });
  }

  std::string source_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  door& through_;
};

/// A listening socket, and who comes through it.
template <class Protocol, class Stream>
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
      auto source = source_of(connected);
      if (through_.enter(source))
        std::make_shared<connection<Stream>>(std::move(connected), std::move(source), through_)
            ->start();
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
  door tls_door;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::io_context io{1};
  entrance<stream_protocol, file_stream> by_file{io, file_door};
  entrance<tcp, port_stream> by_port{io, port_door};
  entrance<tcp, tls_stream> by_tls{io, tls_door};
  std::filesystem::path socket;
  std::optional<endpoint> loopback;
  std::optional<endpoint> https;
  std::thread thread;

  ~server() { stop(); }

  void stop() {
    io.stop();
    if (thread.joinable()) thread.join();
    by_file.close();
    by_port.close();
    by_tls.close();
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
    const auto own = to_text(at);
    port_door.own_url = "http://" + own + "/";
    port_door.is_served = [own](std::string_view host) { return host == own; };
    return {};
  }

  result<void, failure> open_https(const https_settings& wanted) {
    const auto certificate = tls_certificate::read(wanted.files.certificate);
    if (!certificate) return certificate.error();
    beast::error_code error;
    tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                    asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
    tls.use_certificate_chain_file(wanted.files.certificate.string(), error);
    if (!error) tls.use_private_key_file(wanted.files.key.string(), asio::ssl::context::pem, error);
    if (error)
      return failure{wanted.files.key.string() + " is not the key of " +
                         wanted.files.certificate.string() + ": " + error.message(),
                     "put the certificate and its own key there, both in PEM"};
    auto at = wanted.at;
    if (const auto refused = by_tls.listen({asio::ip::make_address(at.host), at.port}))
      return failure{"--https " + to_text(at) + ": " + refused.message(),
                     "find who has the port with: ss -ltnp, or choose another"};
    at.port = by_tls.local().port();
    https = at;
    tls_door.tls = &tls;
    tls_door.own_url = "https://" + certificate->name() + ":" + std::to_string(at.port) +
                       "/, or another name that the certificate is for";
    tls_door.is_served = [one = *certificate](std::string_view host) { return one.is_for(host); };
    return {};
  }
};

http_server::http_server(std::unique_ptr<server> made) : server_(std::move(made)) {}
http_server::~http_server() = default;

result<std::unique_ptr<http_server>, failure> http_server::open(const settings& wanted,
                                                                handler handle) {
  auto made = std::make_unique<server>();
  for (const auto& [one, kind] : {std::pair{&made->file_door, caller::door::socket},
                                  std::pair{&made->port_door, caller::door::loopback},
                                  std::pair{&made->tls_door, caller::door::https}}) {
    one->kind = kind;
    one->handle = handle;
    one->patience = wanted.patience;
  }
  if (const auto done = made->open_file(wanted.socket); !done) return done.error();
  made->by_file.accept();
  if (wanted.loopback) {
    if (const auto done = made->open_port(*wanted.loopback); !done) return done.error();
    made->by_port.accept();
  }
  made->tls_door.connections_max = https_connections_max;
  made->tls_door.connections_of_address_max = connections_of_address_max;
  if (wanted.https) {
    if (const auto done = made->open_https(*wanted.https); !done) return done.error();
    made->by_tls.accept();
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

std::optional<endpoint> http_server::https() const {
  return server_->https;
}

}  // namespace aviary
