#include "console/http/http_server.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

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
  out.last_event_id = field("Last-Event-ID");
  out.accept_encoding = field(http::field::accept_encoding);
  read_target(view_of(from.target()), out);
  return out;
}

template <class Body>
http::response<Body> head_of(const api_response& from, const text_request& asked) {
  http::response<Body> out(static_cast<http::status>(from.status), asked.version());
  out.set(http::field::content_type, from.content_type);
  out.set(http::field::cache_control, "no-store");
  // JSON that a browser is made to show as a page, or as part of another site's, does nothing
  // there.
  out.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  out.set("Cross-Origin-Resource-Policy", "same-origin");
  out.set("Referrer-Policy", "same-origin");
  out.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : from.headers) out.set(name, value);
  return out;
}

text_response to_http(const api_response& from, const text_request& asked) {
  auto out = head_of<http::string_body>(from, asked);
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

/// A connection whose response has no end.
struct feeding {
  virtual ~feeding() = default;
  /// Sends what is new; also when that is nothing, if it must hear from us.
  virtual void feed(bool beat) = 0;
};

/// All of those, and when they look for something new. On the server's thread but for wake().
class feed_hub {
 public:
  explicit feed_hub(asio::io_context& io) : io_(io), pause_(io), beat_(io) { beat_later(); }

  void add(const std::shared_ptr<feeding>& one) {
    std::erase_if(feeds_, [](const auto& known) { return known.expired(); });
    feeds_.push_back(one);
  }
  void wake() {
    if (woken_.exchange(true)) return;
    asio::post(io_, [this] {
      pause_.expires_after(http_server::feed_pause);
      pause_.async_wait([this](beast::error_code error) {
        woken_ = false;
        if (!error) feed_all(false);
      });
    });
  }

 private:
  void feed_all(bool beat) {
    for (const auto& one : feeds_)
      if (const auto there = one.lock()) there->feed(beat);
  }
  void beat_later() {
    beat_.expires_after(http_server::feed_beat);
    beat_.async_wait([this](beast::error_code error) {
      if (error) return;
      feed_all(true);
      beat_later();
    });
  }

  asio::io_context& io_;
  asio::steady_timer pause_;
  asio::steady_timer beat_;
  std::vector<std::weak_ptr<feeding>> feeds_;
  std::atomic<bool> woken_ = false;
};

/// Places that are taken and left again, some at most in all and of each source.
class places {
 public:
  places(std::size_t most, std::size_t most_of_source)
      : most_(most), most_of_source_(most_of_source) {}

  /// False when all are taken.
  bool take(const std::string& source) {
    const std::lock_guard held(guard_);
    if (taken_ >= most_) return false;
    auto& of_source = by_source_[source];
    if (of_source >= most_of_source_) return false;
    ++taken_;
    ++of_source;
    return true;
  }
  void leave(const std::string& source) {
    const std::lock_guard held(guard_);
    --taken_;
    const auto known = by_source_.find(source);
    if (--known->second == 0) by_source_.erase(known);
  }

 private:
  const std::size_t most_;
  const std::size_t most_of_source_;
  std::mutex guard_;  // whoever replies may be the last to hold a connection
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> by_source_;
};

/// What one door knows.
struct door {
  caller::door kind{};
  feed_hub* feeds = nullptr;
  http_server::handler handle;
  std::function<bool(std::string_view host)> is_served;  // empty: any
  std::string own_url;                                   // for those whose host is not
  asio::ssl::context* tls = nullptr;
  std::chrono::milliseconds patience{};
  places connections{http_server::connections_max, http_server::connections_max};
  places feeding{http_server::feeds_max, http_server::feeds_max};
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
class connection : public feeding, public std::enable_shared_from_this<connection<Stream>> {
 public:
  template <class Socket>
  connection(Socket connected, std::string source, door& through)
      : source_(std::move(source)),
        stream_(over(std::move(connected), through)),
        through_(through) {}
  ~connection() override {
    if (feed_) through_.feeding.leave(source_);
    through_.connections.leave(source_);
  }

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
    if (response.feed) return begin_feed(response);
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

  /// Its end is that of the connection, as nobody knows its length.
  void begin_feed(const api_response& response) {
    if (!through_.feeding.take(source_)) {
      auto full = error_response(503, {"too many follow events already", "close other pages"});
      full.headers["Retry-After"] = "60";
      return write(full);
    }
    feed_ = response.feed;
    through_.feeds->add(this->shared_from_this());
    auto head = std::make_shared<http::response<http::empty_body>>(
        head_of<http::empty_body>(response, parser_->get()));
    head->keep_alive(false);
    sending_ = true;
    socket().expires_after(through_.patience);
    http::async_write(stream_, *head,
                      [self = this->shared_from_this(), head, first = response.body](
                          beast::error_code error, std::size_t) {
                        if (error) return;
                        self->hear_end();
                        self->send(first);
                      });
  }

  /// Whoever has a feed says nothing more: what comes is the end, or as good as that.
  void hear_end() {
    socket().expires_never();
    stream_.async_read_some(asio::buffer(octet_),
                            [self = this->shared_from_this()](beast::error_code, std::size_t) {
                              self->socket().close();
                            });
  }

  void feed(bool beat) override {
    if (sending_) return;  // it looks for more when that is sent
    auto next = feed_();
    if (!next) return socket().close();
    if (next->empty() && beat) *next = ":\n\n";
    if (!next->empty()) send(*std::move(next));
  }

  void send(std::string text) {
    sending_ = true;
    auto kept = std::make_shared<std::string>(std::move(text));
    socket().expires_after(through_.patience);
    asio::async_write(
        stream_, asio::buffer(*kept),
        [self = this->shared_from_this(), kept](beast::error_code error, std::size_t) {
          if (error) return self->socket().close();
          self->sending_ = false;
          self->socket().expires_never();
          self->feed(false);
        });
  }

  std::string source_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  door& through_;
  api_feed feed_;
  bool sending_ = false;
  std::array<char, 1> octet_{};
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
      if (through_.connections.take(source))
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
  door tls_door{
      .connections = {https_connections_max, connections_of_address_max},
      .feeding = {https_feeds_max, feeds_of_address_max},
  };
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::io_context io{1};
  feed_hub feeds{io};
  entrance<stream_protocol, file_stream> by_file{io, file_door};
  entrance<tcp, port_stream> by_port{io, port_door};
  entrance<tcp, tls_stream> by_tls{io, tls_door};
  std::filesystem::path socket;
  std::optional<endpoint> loopback;
  std::optional<endpoint> https;
  std::string https_url;
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
    https_url = "https://" + certificate->name() + ":" + std::to_string(at.port);
    tls_door.own_url = https_url + "/, or another name that the certificate is for";
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
    one->feeds = &made->feeds;
    one->handle = handle;
    one->patience = wanted.patience;
  }
  if (const auto done = made->open_file(wanted.socket); !done) return done.error();
  made->by_file.accept();
  if (wanted.loopback) {
    if (const auto done = made->open_port(*wanted.loopback); !done) return done.error();
    made->by_port.accept();
  }
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

void http_server::wake_feeds() {
  server_->feeds.wake();
}

std::optional<endpoint> http_server::loopback() const {
  return server_->loopback;
}

std::optional<endpoint> http_server::https() const {
  return server_->https;
}

std::string http_server::https_url() const {
  return server_->https_url;
}

}  // namespace aviary
