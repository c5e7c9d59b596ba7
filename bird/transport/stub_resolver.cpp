#include "bird/transport/stub_resolver.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <utility>

#include "bird/transport/dns_stream.hpp"

namespace aviary {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

// What the handlers share; it lives until the last of them has run.
struct stub_resolver::shared {
  shared(asio::io_context& context, std::vector<udp::endpoint> endpoints)
      : io(context), resolvers(std::move(endpoints)), ports(resolvers.size()), minute(context) {}

  void fail(std::size_t resolver) const {
    if (failed && !closed) failed(resolver);
  }
  void deliver(std::size_t resolver, byte_view datagram) const {
    if (receive && !closed) receive(resolver, datagram);
  }

  port* port_for(const std::shared_ptr<shared>& self, std::size_t resolver);
  void replace_every_minute(const std::shared_ptr<shared>& self);
  void close();

  asio::io_context& io;
  std::vector<udp::endpoint> resolvers;
  std::vector<std::deque<std::shared_ptr<port>>> ports;  // the last is in use
  std::function<void(std::size_t, byte_view)> receive;
  std::function<void(std::size_t)> failed;
  asio::steady_timer minute;
  std::size_t streams = 0;
  bool closed = false;
};

// -- UDP ------------------------------------------------------------------------------------------

struct stub_resolver::port : std::enable_shared_from_this<port> {
  port(std::shared_ptr<shared> everything, std::size_t ordinal)
      : all(std::move(everything)), resolver(ordinal), socket(all->io) {}

  bool open() {
    const auto& to = all->resolvers[resolver];
    error_code error;
    socket.open(to.protocol(), error);
    if (!error) socket.connect(to, error);
    if (!error) socket.non_blocking(true, error);
    return !error;
  }

  // A connected socket reports here that an earlier datagram was refused, and does not send: the
  // second try does.
  bool send(byte_view datagram) {
    ++queries;
    const auto octets = asio::buffer(datagram.data(), datagram.size());
    error_code error;
    socket.send(octets, 0, error);
    if (error == asio::error::connection_refused) socket.send(octets, 0, error);
    return !error;
  }

  // An error is what ICMP says of an earlier query: the next datagram may be good again. Only a
  // closed socket ends the loop.
  void listen() {
    socket.async_receive(
        asio::buffer(buffer), [self = shared_from_this()](error_code error, std::size_t size) {
          if (error == asio::error::operation_aborted) return;
          if (!error) self->all->deliver(self->resolver, byte_view(self->buffer).first(size));
          if (self->socket.is_open()) self->listen();
        });
  }

  std::shared_ptr<shared> all;
  std::size_t resolver;
  udp::socket socket;
  std::size_t queries = 0;
  std::array<std::uint8_t, 4096> buffer;
};

stub_resolver::port* stub_resolver::shared::port_for(const std::shared_ptr<shared>& self,
                                                     std::size_t resolver) {
  auto& opened = ports[resolver];
  if (!opened.empty() && opened.back()->queries < queries_per_port) return opened.back().get();
  const auto fresh = std::make_shared<port>(self, resolver);
  if (!fresh->open()) return nullptr;
  fresh->listen();
  opened.push_back(fresh);
  if (opened.size() > 1 + replaced_ports_max) {
    error_code ignored;
    opened.front()->socket.close(ignored);
    opened.pop_front();
  }
  return fresh.get();
}

void stub_resolver::shared::replace_every_minute(const std::shared_ptr<shared>& self) {
  minute.expires_after(port_life);
  minute.async_wait([self](error_code error) {
    if (error || self->closed) return;
    for (auto& opened : self->ports)
      if (!opened.empty() && opened.back()->queries > 0) opened.back()->queries = queries_per_port;
    self->replace_every_minute(self);
  });
}

// Handlers that are under way still run, and find that nobody listens.
void stub_resolver::shared::close() {
  closed = true;
  minute.cancel();
  for (auto& opened : ports)
    for (auto& one : opened) {
      error_code ignored;
      one->socket.close(ignored);
    }
  ports.clear();
}

// -- the resolver ---------------------------------------------------------------------------------

stub_resolver::stub_resolver(asio::io_context& io, std::vector<udp::endpoint> resolvers)
    : shared_(std::make_shared<shared>(io, std::move(resolvers))) {
  shared_->replace_every_minute(shared_);
}

stub_resolver::~stub_resolver() {
  shared_->close();
}

void stub_resolver::send(std::size_t resolver, byte_view datagram) {
  asio::post(shared_->io,
             [all = shared_, resolver, octets = bytes(datagram.begin(), datagram.end())] {
               if (all->closed) return;
               auto* in_use = all->port_for(all, resolver);
               if (in_use == nullptr || !in_use->send(octets)) all->fail(resolver);
             });
}

void stub_resolver::send_over_stream(std::size_t resolver, byte_view message) {
  asio::post(shared_->io,
             [all = shared_, resolver, octets = bytes(message.begin(), message.end())] {
               if (all->closed) return;
               if (all->streams >= streams_max) return all->fail(resolver);
               ++all->streams;
               const auto& to = all->resolvers[resolver];
               ask_over_stream(all->io, {to.address(), to.port()}, octets, stream_timeout,
                               [all, resolver](byte_view answer) {
                                 --all->streams;
                                 if (answer.empty()) return all->fail(resolver);
                                 all->deliver(resolver, answer);
                               });
             });
}

void stub_resolver::on_receive(std::function<void(std::size_t, byte_view)> receive) {
  shared_->receive = std::move(receive);
}

void stub_resolver::on_send_failed(std::function<void(std::size_t)> failed) {
  shared_->failed = std::move(failed);
}

std::vector<udp::endpoint> udp_endpoints(const std::vector<endpoint>& resolvers) {
  std::vector<udp::endpoint> out;
  for (const auto& one : resolvers) out.emplace_back(asio::ip::make_address(one.host), one.port);
  return out;
}

}  // namespace aviary
