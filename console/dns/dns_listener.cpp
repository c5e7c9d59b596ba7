#include "console/dns/dns_listener.hpp"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <span>
#include <thread>
#include <utility>

#include "console/dns/datagram_batch.hpp"
#include "console/dns/name_server.hpp"
#include "console/dns/receive_pacer.hpp"
#include "messages/invariant.hpp"

namespace aviary {
namespace {

/// The high half of epoll's data: what kind of descriptor the low half means.
enum class watched : std::uint32_t { wake, udp, tcp };

void watch(int epoll, int fd, watched kind, std::size_t ordinal) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = std::uint64_t{static_cast<std::uint32_t>(kind)} << 32 | ordinal;
  const auto done = epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  AVIARY_INVARIANT(done == 0, "a new socket can be watched");
}

query_limits::key draw_key(entropy_port& entropy) {
  query_limits::key drawn;
  entropy.fill(drawn);
  return drawn;
}

/// UDP and TCP on one port. Where the kernel chooses it, what UDP got may be taken for TCP.
struct socket_pair {
  socket_handle udp;
  socket_handle tcp;
  endpoint at;
};

result<socket_pair, failure> open_pair(const endpoint& at) {
  constexpr int tries = 16;
  for (int i = 0;; ++i) {
    auto udp = open_udp_socket(to_socket(at));
    if (!udp) return udp.error();
    auto bound = at;
    bound.port = port_of(*udp);
    auto tcp = open_tcp_socket(to_socket(bound));
    if (tcp) return socket_pair{std::move(*udp), std::move(*tcp), bound};
    if (at.port != 0 || i == tries) return tcp.error();
  }
}

}  // namespace

// -- the thread -----------------------------------------------------------------------------------

class dns_listener::edge_thread {
 public:
  edge_thread(std::vector<socket_pair> sockets, const dns_listener_settings& settings,
              const zone_answers& zone, key_table& keys, const clock_port& clock,
              entropy_port& entropy);
  ~edge_thread() { stop(); }

  void start(deliver_batch deliver);
  void stop();

  answer_slots& slots() { return slots_; }
  const edge_counters& counters() const { return counters_; }
  const std::vector<endpoint>& endpoints() const { return endpoints_; }

 private:
  void wake() const;
  void run();
  void wait_and_handle();
  int wait_milliseconds() const;
  void receive_from(std::size_t socket);
  void deliver();
  void send_finished();
  void send_datagrams(std::size_t socket);

  const clock_port& clock_;
  edge_counters counters_;
  socket_handle epoll_;
  socket_handle wake_;
  answer_slots slots_;
  name_server server_;
  dns_tcp_listener tcp_;
  std::vector<socket_handle> udp_;
  std::vector<endpoint> endpoints_;

  deliver_batch deliver_;
  authentic_batch batch_;
  arrival now_;
  receive_pacer pacer_;
  datagram_receiver received_;
  std::array<return_path, datagrams_max> paths_;
  std::array<name_server::read_message, datagrams_max> read_;
  datagram_sender sending_;
  std::array<std::array<std::uint8_t, name_server::udp_answer_octets_max>, datagrams_max> answers_;
  std::array<answer_slots::finished_answer, datagrams_max> finished_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

dns_listener::edge_thread::edge_thread(std::vector<socket_pair> sockets,
                                       const dns_listener_settings& settings,
                                       const zone_answers& zone, key_table& keys,
                                       const clock_port& clock, entropy_port& entropy)
    : clock_(clock),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      slots_(
          zone, counters_, entropy.draw<std::uint32_t>(), [this] { wake(); }, settings.slots),
      server_(zone, keys, slots_, counters_, draw_key(entropy)),
      tcp_(epoll_.get(), static_cast<std::uint32_t>(watched::tcp), settings.tcp,
           [this](byte_view message, const return_path& path, std::span<std::uint8_t> out) {
             return server_.receive(message, path, now_, out, batch_);
           }) {
  AVIARY_INVARIANT(epoll_.get() >= 0 && wake_.get() >= 0, "the process may have descriptors");
  watch(epoll_.get(), wake_.get(), watched::wake, 0);
  for (auto& [udp, tcp, at] : sockets) {
    watch(epoll_.get(), udp.get(), watched::udp, udp_.size());
    udp_.push_back(std::move(udp));
    tcp_.listen(std::move(tcp));
    endpoints_.push_back(at);
  }
}

void dns_listener::edge_thread::start(deliver_batch deliver) {
  AVIARY_INVARIANT(!thread_.joinable(), "the edge is started once");
  deliver_ = std::move(deliver);
  // Signals are for the thread that waits for them.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(thread_.native_handle(), "edge");
}

void dns_listener::edge_thread::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  wake();
  thread_.join();
}

void dns_listener::edge_thread::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_.get(), &one, sizeof one);
}

void dns_listener::edge_thread::run() {
  while (!stopping_) wait_and_handle();
}

int dns_listener::edge_thread::wait_milliseconds() const {
  auto due = slots_.next_due();
  if (const auto tcp = tcp_.next_due(); tcp && (!due || *tcp < *due)) due = tcp;
  if (!due) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - clock_.now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

void dns_listener::edge_thread::wait_and_handle() {
  std::array<epoll_event, 64> events;
  const auto count = epoll_wait(epoll_.get(), events.data(), events.size(), wait_milliseconds());
  now_ = {clock_.now(), clock_.wall_now()};
  for (const auto& event : std::span(events).first(count < 0 ? 0 : std::size_t(count))) {
    const auto ordinal = static_cast<std::uint32_t>(event.data.u64);
    switch (static_cast<watched>(event.data.u64 >> 32)) {
      case watched::wake: {
        std::uint64_t times;
        [[maybe_unused]] const auto got = read(wake_.get(), &times, sizeof times);
        break;
      }
      case watched::udp:
        receive_from(ordinal);
        break;
      case watched::tcp:
        tcp_.on_event(ordinal, event.events, now_.now);
        deliver();
        break;
    }
  }
  slots_.expire(now_.now);
  tcp_.expire(now_.now);
  send_finished();
}

void dns_listener::edge_thread::receive_from(std::size_t socket) {
  const auto count = received_.receive(udp_[socket].get());
  for (std::size_t i = 0; i < count; ++i) {
    paths_[i] = received_.path(i);
    paths_[i].socket = static_cast<std::uint8_t>(socket);
    read_[i] = server_.read(received_.datagram(i), paths_[i]);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto verdict = server_.receive(read_[i], paths_[i], now_, answers_[i], batch_);
    if (verdict.what == name_server::outcome::answered)
      sending_.add(paths_[i], byte_view(answers_[i]).first(verdict.octets));
  }
  send_datagrams(socket);
  deliver();
  if (const auto pause = pacer_.after(count, now_.now); pause > pause.zero()) {
    const timespec wanted{0, static_cast<long>(pause.count())};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, nullptr);
  }
}

void dns_listener::edge_thread::deliver() {
  if (batch_.requests.empty()) return;
  deliver_(std::move(batch_));
  batch_ = {};
}

void dns_listener::edge_thread::send_finished() {
  while (const auto count = slots_.collect(finished_)) {
    const auto finished = std::span(finished_).first(count);
    std::size_t socket = 0;
    for (const auto& one : finished) {
      if (one.path->over == return_path::transport::tcp) {
        tcp_.send(*one.path, one.message, now_.now);
        continue;
      }
      if (one.path->socket != socket) send_datagrams(socket);
      socket = one.path->socket;
      sending_.add(*one.path, one.message);
    }
    send_datagrams(socket);
    for (const auto& one : finished) slots_.free(one);
  }
  deliver();  // sending over TCP may have made room to read on
}

void dns_listener::edge_thread::send_datagrams(std::size_t socket) {
  counters_.add(edge_outcome::unsent, sending_.send(udp_[socket].get()));
}

// -- the listener ---------------------------------------------------------------------------------

dns_listener::dns_listener(std::unique_ptr<edge_thread> edge) : edge_(std::move(edge)) {}

dns_listener::~dns_listener() = default;

result<std::unique_ptr<dns_listener>, failure> dns_listener::open(
    const dns_listener_settings& settings, const zone_answers& zone, key_table& keys,
    const clock_port& clock, entropy_port& entropy) {
  if (settings.endpoints.empty())
    return failure{"the console has no address to listen on for DNS",
                   "configure one, for instance 0.0.0.0:53"};
  if (settings.endpoints.size() > endpoints_max)
    return failure{std::to_string(settings.endpoints.size()) + " addresses to listen on for DNS",
                   "listen on 0.0.0.0 and ::, which are all there are"};
  std::vector<socket_pair> sockets;
  for (const auto& at : settings.endpoints) {
    auto opened = open_pair(at);
    if (!opened) return opened.error();
    sockets.push_back(std::move(*opened));
  }
  return std::unique_ptr<dns_listener>(new dns_listener(
      std::make_unique<edge_thread>(std::move(sockets), settings, zone, keys, clock, entropy)));
}

void dns_listener::start(deliver_batch deliver) {
  edge_->start(std::move(deliver));
}

void dns_listener::stop() {
  edge_->stop();
}

answer_sink& dns_listener::answers() {
  return edge_->slots();
}

const edge_counters& dns_listener::counters() const {
  return edge_->counters();
}

std::vector<endpoint> dns_listener::endpoints() const {
  return edge_->endpoints();
}

}  // namespace aviary
