#include "bird/decoys/worker/decoy_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <utility>

#include "bird/decoys/process_end.hpp"

namespace aviary {
namespace {

/// Reports that wait for the bird, in octets of JSON: some hundred ordinary ones, or four of the
/// largest. A worker's next event may come on top.
constexpr std::size_t waiting_octets_max = 256 * 1024;
/// So that a flood of connections leaves time for the workers.
constexpr int accepted_at_once_max = 16;
/// One connection allows six attempts. A worker that tells more than any could is conquered.
constexpr std::size_t events_of_one_worker_max = 16;
/// The time to log in, and some. A conquered worker does not keep its place any longer.
constexpr std::chrono::seconds worker_time_max{150};
/// For the bird to take the last reports when it has asked the decoy to end.
constexpr std::chrono::seconds goodbye_time_max{2};
constexpr std::string_view too_many_connections = "Exceeded MaxStartups\r\n";

instant now() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return instant(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

wall_time wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

failure system_failure(const std::string& what) {
  return {what + ": " + std::strerror(errno), "look at the limits on processes and open files"};
}

// -- addresses ------------------------------------------------------------------------------------

struct host_and_port {
  std::string host;
  std::uint16_t port = 0;
};

// An IPv4 address that came through an IPv6 socket is written as the IPv4 address that it is.
host_and_port read_address(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(v4.sin_port)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
    ::inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, text.data(), text.size());
  else
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  return {text.data(), ntohs(v6.sin6_port)};
}

touch_endpoints endpoints_of(int client, const sockaddr_storage& peer) {
  sockaddr_storage own{};
  socklen_t octets = sizeof(own);
  ::getsockname(client, reinterpret_cast<sockaddr*>(&own), &octets);
  const auto src = read_address(peer);
  const auto dst = read_address(own);
  return {src.host, src.port, dst.host, dst.port};
}

}  // namespace

// -- the loop -------------------------------------------------------------------------------------

result<void, failure> decoy_server::run() {
  sigset_t handled;
  ::sigemptyset(&handled);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) ::sigaddset(&handled, signal);
  ::sigprocmask(SIG_BLOCK, &handled, nullptr);
  signals_ = unique_fd(::signalfd(-1, &handled, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!signals_.open()) return system_failure("no signals can be taken");
  ::signal(SIGPIPE, SIG_IGN);
  while (wait()) {
    reap();
    tell_untold(now());
    if (!send_reports()) return {};
  }
  if (stopping_) tell_the_rest();
  return {};
}

bool decoy_server::backed_up() const {
  return waiting_octets_ >= waiting_octets_max;
}

// Waits for whatever may happen next and takes it. False when it is time to end.
bool decoy_server::wait() {
  const bool takes_more = !backed_up();
  std::vector<pollfd> polled{
      {signals_.get(), POLLIN, 0},
      {outlet_.as_lines ? -1 : outlet_.fd, static_cast<short>(waiting_.empty() ? 0 : POLLOUT), 0},
      {takes_more ? listener_.get() : -1, POLLIN, 0}};
  const auto fixed = polled.size();
  for (const auto& each : connections_)
    polled.push_back({takes_more ? each.events.get() : -1, POLLIN, 0});

  const auto timeout = until_next_due();
  if (::ppoll(polled.data(), polled.size(), timeout ? &*timeout : nullptr, nullptr) < 0)
    return errno == EINTR;

  for (std::size_t i = 0; i < connections_.size(); ++i)
    if (polled[fixed + i].revents != 0) take_events(connections_[i]);
  if (polled[0].revents != 0) on_signals();
  if ((polled[1].revents & (POLLHUP | POLLERR)) != 0) return false;
  if (polled[2].revents != 0) accept_all();
  return !stopping_;
}

std::optional<timespec> decoy_server::until_next_due() const {
  auto due = ledger_.next_due();
  // While the bird takes nothing, workers wait for us and not we for them.
  if (!backed_up())
    for (const auto& each : connections_) due = std::min(due, each.must_end_by);
  if (due == instant::max()) return std::nullopt;
  const auto at = now();
  const auto left = due > at ? due - at : std::chrono::nanoseconds{};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return timespec{static_cast<time_t>(seconds.count()),
                  static_cast<long>((left - seconds).count())};
}

void decoy_server::on_signals() {
  signalfd_siginfo signal{};
  while (::read(signals_.get(), &signal, sizeof(signal)) == sizeof(signal))
    if (signal.ssi_signo != SIGCHLD) stopping_ = true;
}

// -- connections ----------------------------------------------------------------------------------

void decoy_server::accept_all() {
  for (int i = 0; i < accepted_at_once_max && !backed_up(); ++i) {
    sockaddr_storage peer{};
    socklen_t octets = sizeof(peer);
    unique_fd client(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&peer), &octets,
                               SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client.open()) return;
    const auto ends = endpoints_of(client.get(), peer);
    dst_host_ = ends.dst_host;
    dst_port_ = ends.dst_port;
    if (ledger_.admit(ends.src_host, now()))
      start_worker(std::move(client), ends);
    else
      refuse(client.get(), ends);
  }
}

// OpenSSH says the same when it has too many clients that are not logged in.
void decoy_server::refuse(int client, const touch_endpoints& ends) {
  ::send(client, too_many_connections.data(), too_many_connections.size(),
         MSG_NOSIGNAL | MSG_DONTWAIT);
  if (!ledger_.tell_refused(ends.src_host, now())) return;
  auto made = touch_report(log_types::ssh_connection, ends, wall_now());
  made.logdata["REFUSED_CONNECTIONS"] = 1;
  offer(made);
}

void decoy_server::start_worker(unique_fd client, const touch_endpoints& ends) {
  auto input = input_ring::create();
  std::array<int, 2> pair{-1, -1};
  const bool paired = ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) == 0;
  unique_fd ours(pair[0]);
  unique_fd workers(pair[1]);
  // The kernel doubles it: two of the longest events, and then the worker's client waits.
  constexpr int room = worker_event_octets_max;
  if (paired) ::setsockopt(workers.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
  const auto parent = ::getpid();
  const pid_t worker = input && paired ? ::fork() : -1;
  if (worker == 0) become_worker(std::move(client), std::move(workers), *input, parent);
  if (worker < 0) {
    // Out of processes or memory: the touch is news all the same.
    ledger_.left(ends.src_host);
    refuse(client.get(), ends);
    return;
  }
  connections_.push_back({.worker = worker,
                          .events = std::move(ours),
                          .input = std::move(*input),
                          .touch = {ends, service_.identification()},
                          .must_end_by = now() + worker_time_max});
}

// The copy of the parent that a worker starts as gives up all that is not its connection's.
void decoy_server::become_worker(unique_fd client, unique_fd events, input_ring& input,
                                 pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  connections_.clear();
  waiting_.clear();
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  // Above every descriptor that is open, then down to 3 and 4, so that neither is overwritten.
  const int client_above = ::fcntl(client.get(), F_DUPFD, 64);
  const int events_above = ::fcntl(events.get(), F_DUPFD, 64);
  constexpr int client_fd = 3;
  constexpr int events_fd = 4;
  const bool moved = ::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(nothing, STDOUT_FILENO) >= 0 &&
                     ::dup2(client_above, client_fd) >= 0 && ::dup2(events_above, events_fd) >= 0;
  if (!moved || ::close_range(events_fd + 1, ~0U, 0) != 0) ::_exit(1);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::_exit(service_.serve(client_fd, events_fd, input));
}

// -- what workers tell ----------------------------------------------------------------------------

void decoy_server::take_events(connection& from) {
  bytes datagram(worker_event_octets_max + 1);
  while (from.events.open() && !backed_up()) {
    const auto got = ::recv(from.events.get(), datagram.data(), datagram.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    const auto octets = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    const auto event = decode_worker_event(byte_view(datagram).first(octets));
    if (octets == 0 || !event || ++from.events_taken > events_of_one_worker_max) {
      // The end of a worker, or of our trust in it. One that has ended does not feel the signal.
      from.events.reset();
      ::kill(from.worker, SIGKILL);
      return;
    }
    if (const auto made = from.touch.take(*event, wall_now())) offer(*made);
  }
}

void decoy_server::reap() {
  std::erase_if(connections_, [this](connection& each) {
    if (!each.ended && now() >= each.must_end_by && !backed_up()) {
      ::kill(each.worker, SIGKILL);
      each.must_end_by = instant::max();
    }
    if (!each.ended) each.ended = ::waitpid(each.worker, &each.status, WNOHANG) == each.worker;
    if (!each.ended) return false;
    take_events(each);
    if (each.events.open()) return false;  // backed up: it still has something to tell
    finish(each);
    return true;
  });
}

void decoy_server::finish(connection& of) {
  const auto& host = of.touch.ends().src_host;
  ledger_.left(host);
  const auto at = wall_now();
  if (!WIFEXITED(of.status) || WEXITSTATUS(of.status) != 0) {
    offer(
        of.touch.crash_report(describe_end(of.status), of.input.contents(), of.input.total(), at));
  } else if (const auto made = of.touch.close(at)) {
    offer(*made);
  } else if (of.touch.quiet() && ledger_.tell_quiet(host, now())) {
    offer(of.touch.quiet_report(of.input.contents(), at));
  }
}

// -- reports --------------------------------------------------------------------------------------

void decoy_server::tell_untold(instant until) {
  if (ledger_.next_due() > until) return;
  for (const auto& [host, quiet, refused] : ledger_.take_untold(until)) {
    auto made =
        touch_report(log_types::ssh_connection, {host, 0, dst_host_, dst_port_}, wall_now());
    made.src_port = -1;
    if (quiet > 0) made.logdata["QUIET_CONNECTIONS"] = quiet;
    if (refused > 0) made.logdata["REFUSED_CONNECTIONS"] = refused;
    offer(made);
  }
}

// Connections are cut off here, and are told as if their clients had left.
void decoy_server::tell_the_rest() {
  for (auto& each : connections_) {
    ::kill(each.worker, SIGKILL);
    take_events(each);
    each.status = 0;
    finish(each);
  }
  tell_untold(instant::max());
  const auto deadline = now() + goodbye_time_max;
  pollfd outlet{outlet_.fd, POLLOUT, 0};
  while (send_reports() && !waiting_.empty() && now() < deadline) ::poll(&outlet, 1, 100);
}

void decoy_server::offer(const report& made) {
  waiting_.push_back(encode(made));
  waiting_octets_ += waiting_.back().size();
}

// False when nobody is there to take reports any more.
bool decoy_server::send_reports() {
  while (!waiting_.empty()) {
    if (outlet_.as_lines ? !send_line() : !send_datagram()) return errno == EAGAIN;
    waiting_octets_ -= waiting_.front().size();
    waiting_.pop_front();
  }
  return true;
}

bool decoy_server::send_datagram() const {
  const auto& text = waiting_.front();
  return ::send(outlet_.fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

bool decoy_server::send_line() const {
  auto line = waiting_.front();
  line.push_back('\n');
  for (byte_view rest = line; !rest.empty();) {
    const auto written = ::write(outlet_.fd, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) return false;
    rest = rest.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return true;
}

}  // namespace aviary
