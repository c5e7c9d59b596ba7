// What the programs cost, as they are: a console with so many birds, its processor time for each
// heartbeat and each report over real sockets with its log on a real disk, its memory and that of
// an idle bird.
//
//   programs_bench [--birds=10000] [--seconds=5] [--folder=DIR]
//
// The client takes one core and the console the other, so rates say little on two cores; processor
// time for each message does, and its ratio to a bare loop that receives and sends datagrams of
// the same sizes in the same run. The folder must lie on the disk in question.

#include <array>
#include <map>
#include <string_view>

#include "actors/system_entropy.hpp"
#include "bench/child_program.hpp"
#include "bench/echo_server.hpp"
#include "bench/flock.hpp"
#include "bench/heartbeats.hpp"
#include "bench/loopback.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

struct settings {
  std::uint32_t birds = 10'000;
  double seconds = 5;
  fs::path folder = fs::temp_directory_path();
  fs::path programs = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
};

// -- the physical limit ---------------------------------------------------------------------------

/// Microseconds of the echo's processor for each datagram of a heartbeat's size.
double measure_echo(double seconds) {
  const echo_server echo;
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(echo.port());
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
  std::array<std::uint8_t, 280> datagram{};
  const auto start = steady::now();
  const auto before = processor_seconds(echo.id());
  std::uint64_t answered = 0;
  while (since(start) < seconds) {
    for (std::size_t i = 0; i < window; ++i) ::send(socket, datagram.data(), datagram.size(), 0);
    for (std::size_t i = 0; i < window; ++i)
      answered += ::recv(socket, datagram.data(), datagram.size(), 0) > 0 ? 1 : 0;
  }
  const auto used = processor_seconds(echo.id()) - before;
  ::close(socket);
  return used * 1e6 / static_cast<double>(answered);
}

// -- reports --------------------------------------------------------------------------------------

/// Reports of about 550 octets of JSON, one bird after the other, each until its REPLY.
class reports {
 public:
  reports(std::vector<thin_bird>& birds, flock_socket& socket) : birds_(birds), socket_(socket) {}

  tally run(const std::function<bool(std::uint64_t begun)>& enough) {
    tally out;
    std::uint64_t begun = 0;
    while (!under_way_.empty() || !enough(begun)) {
      while (under_way_.size() < window / 4 && !enough(begun)) begin(begun++);
      socket_.hear(birds_, milliseconds(1), [&](const auto& one) { take(one, out); });
      ask_late_ones(out);
    }
    return out;
  }

 private:
  struct message {
    std::size_t bird;
    report_hash hash{};
    bytes sealed;
    steady::time_point ask_at;
    steady::time_point send_at;
    std::uint8_t attempt = 0;
  };

  report report_of(std::uint64_t ordinal) {
    report out;
    out.type = {4002};
    out.dst_host = "10.0.0.5";
    out.dst_port = 22;
    out.src_host = "10." + std::to_string(ordinal >> 16 & 255) + "." +
                   std::to_string(ordinal >> 8 & 255) + "." + std::to_string(ordinal & 255);
    out.src_port = 50'000;
    out.utc_time = "2026-01-31 12:00:00.000000";
    std::array<std::uint8_t, 96> drawn;
    entropy_.fill(drawn);
    put_logdata(out, "PASSWORD", as_bytes(to_hex(drawn)));
    put_logdata(out, "USERNAME", as_bytes("administrator"));
    put_logdata(out, "LOCALVERSION", as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"));
    put_logdata(out, "REMOTEVERSION", as_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"));
    return out;
  }

  void begin(std::uint64_t ordinal) {
    const auto index = static_cast<std::size_t>(ordinal % birds_.size());
    auto& bird = birds_[index];
    const auto body = encode(report_of(index));
    const auto id = make_report_id({{1}, 7}, {static_cast<std::uint32_t>(ordinal)}, body);
    const counter at{++bird.last.value};
    const auto plain = encode(envelope{report_head{id, 0}, body}, one_shot_plain);
    // Any number will do for the work, if it is not used twice.
    const auto work = ordinal;
    auto& one = under_way_[work];
    one = {index, id.hash, seal_up(bird.up, at, plain), {}, {}, 0};
    counters_[work] = at;
    send(work, one);
  }

  void send(std::uint64_t work, message& one) {
    const auto& bird = birds_[one.bird];
    const auto payload = fragment_payload_octets(bird.zone.wire().size(), name_octets_max);
    const auto cut = *fragmentation::of(one.sealed.size(), payload);
    for (std::uint16_t i = 0; i < cut.count(); ++i) {
      bird_request wanted;
      wanted.attempt = salt{static_cast<std::uint8_t>(one.attempt % 32)};
      wanted.body =
          fragment_request{low_of(counters_[work]), {i}, cut.last(), cut.fragment(one.sealed, {i})};
      socket_.ask(bird, one.bird, work, wanted);
    }
    ++one.attempt;
    one.ask_at = steady::now() + milliseconds(50);  // as a bird does
    one.send_at = steady::now() + milliseconds(1'000);
  }

  void take(const flock_socket::heard& one, tally& out) {
    const auto found = under_way_.find(one.about);
    if (one.answer == nullptr) ++out.wrong;
    if (one.answer == nullptr || found == under_way_.end()) return;
    const auto told = reply_in(*one.answer, birds_[one.bird]);
    // After a FRAGMENT_ACK the REPLY follows; anything else must have been one.
    if (!told && !std::holds_alternative<fragment_ack_answer>(*one.answer)) ++out.wrong;
    if (!told) return;
    if (told->hash != found->second.hash || told->re.at != counters_[one.about]) ++out.wrong;
    ++out.done;
    counters_.erase(one.about);
    under_way_.erase(found);
  }

  void ask_late_ones(tally& out) {
    const auto now = steady::now();
    for (auto& [work, one] : under_way_) {
      if (now >= one.send_at) {
        ++out.asked_again;
        send(work, one);
      } else if (now >= one.ask_at) {
        one.ask_at = now + milliseconds(100);
        bird_request wanted;
        wanted.attempt = salt{static_cast<std::uint8_t>(one.attempt++ % 32)};
        wanted.body = status_request{low_of(counters_[work])};
        socket_.ask(birds_[one.bird], one.bird, work, wanted);
      }
    }
  }

  std::vector<thin_bird>& birds_;
  flock_socket& socket_;
  system_entropy entropy_;
  std::map<std::uint64_t, message> under_way_;
  std::map<std::uint64_t, counter> counters_;
};

// -- the runs -------------------------------------------------------------------------------------

bool all_right = true;

/// Prints one measured run of `work`, and what it cost the console.
template <class Run>
void measure(const char* what, const child_program& console, const flock_socket& socket,
             double echo_us, Run run) {
  const auto queries = socket.sent();
  const auto before = processor_seconds(console.id());
  const auto start = steady::now();
  const tally out = run();
  const auto seconds = since(start);
  const auto used = processor_seconds(console.id()) - before;
  const auto done = static_cast<double>(out.done);
  const auto asked = static_cast<double>(socket.sent() - queries);
  std::printf(
      "%-10s %7.0f/s, %6.1f us of the console's processor each, %5.2f queries each, "
      "%5.1f us a query = %4.1f x a bare echo\n",
      what, done / seconds, used * 1e6 / done, asked / done, used * 1e6 / asked,
      used * 1e6 / asked / echo_us);
  if (out.asked_again > 0)
    std::printf("%-10s %lu were sent again\n", "", static_cast<unsigned long>(out.asked_again));
  if (out.wrong > 0) {
    std::printf("%-10s %lu answers were wrong\n", "", static_cast<unsigned long>(out.wrong));
    all_right = false;
  }
}

std::function<bool(std::uint64_t)> for_seconds(double seconds) {
  return [end = steady::now() + std::chrono::duration<double>(seconds)](std::uint64_t) {
    return steady::now() >= end;
  };
}
std::function<bool(std::uint64_t)> for_each(const std::vector<thin_bird>& birds) {
  return [count = birds.size()](std::uint64_t begun) { return begun >= count; };
}

void measure_console(const settings& set, const std::string& data, std::uint16_t port) {
  const auto echo_us = measure_echo(std::min(set.seconds, 2.0));
  std::printf("a bare echo takes %.2f us of processor for each datagram\n", echo_us);
  const child_program console(
      {set.programs / "aviary-console", "serve", "--data", data, "--dns", address(port)});
  std::printf("console    %6.1f MiB resident, no bird\n", resident_mib(console.id()));
  const api_client api(fs::path(data) / "control.socket");
  std::vector<thin_bird> birds;
  system_entropy entropy;
  const auto start = steady::now();
  for (std::uint32_t i = 0; i < set.birds; ++i) birds.push_back(register_bird(api, i + 1, entropy));
  std::printf("%u birds registered, %.0f/s\n", set.birds, set.birds / since(start));
  flock_socket socket(port);
  // The first one of each has no token yet and the second counts: then the console knows them.
  for (int round = 0; round < 2; ++round) heartbeats(birds, socket).run(for_each(birds));
  std::printf("console    %6.1f MiB resident, %u birds heard, each with its session awake\n",
              resident_mib(console.id()), set.birds);
  measure("heartbeats", console, socket, echo_us,
          [&] { return heartbeats(birds, socket).run(for_seconds(set.seconds)); });
  measure("reports", console, socket, echo_us,
          [&] { return reports(birds, socket).run(for_seconds(set.seconds)); });
  std::printf("console    %6.1f MiB resident after that\n", resident_mib(console.id()));
}

void measure_bird(const settings& set, const std::string& console_data, std::uint16_t port) {
  const auto data = (set.folder / "bird").string();
  const auto bird = (set.programs / "aviary-bird").string();
  const child_program console(
      {set.programs / "aviary-console", "serve", "--data", console_data, "--dns", address(port)});
  std::printf("console    %6.1f MiB resident after a restart, before its birds are heard\n",
              resident_mib(console.id()));
  child_program::output_of({bird, "init", "--data", data, "--name", "idle"});
  auto request = child_program::output_of({bird, "register", "--data", data});
  request.erase(request.find_last_not_of('\n') + 1);
  const auto told = api_client(fs::path(console_data) / "control.socket")
                        .ask("POST", "/api/v1/registrations", request);
  const auto answer = parse_json(told->body, {1 << 16, 8})->as_object().at("answer");
  child_program::output_of(
      {bird, "register", "--data", data, "--answer", std::string(answer.as_string())});
  const child_program idle({bird, "run", "--data", data, "--resolver", address(port), "--ssh",
                            address(free_port()), "--intake", address(free_port())});
  ::sleep(5);
  const auto before = processor_seconds(idle.id());
  const auto seconds = static_cast<unsigned>(set.seconds * 6);
  ::sleep(seconds);
  std::printf(
      "bird       %6.1f MiB resident, %.2f %% of a core over %u s, idle, with SSH decoy and "
      "intake\n",
      resident_mib(idle.id()), (processor_seconds(idle.id()) - before) * 100 / seconds, seconds);
}

int run(int count, char** arguments) {
  settings set;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const auto value = argument.substr(argument.find('=') + 1);
    if (argument.starts_with("--birds=")) {
      set.birds = static_cast<std::uint32_t>(std::strtoul(value.data(), nullptr, 10));
    } else if (argument.starts_with("--seconds=")) {
      set.seconds = std::strtod(value.data(), nullptr);
    } else if (argument.starts_with("--folder=")) {
      set.folder = value;
    } else {
      std::fprintf(stderr, "programs_bench [--birds=10000] [--seconds=5] [--folder=DIR]\n");
      return 2;
    }
  }
  set.folder /= "aviary-programs-bench-" + std::to_string(getpid());
  fs::create_directories(set.folder);
  const auto data = (set.folder / "console").string();
  child_program::output_of(
      {set.programs / "aviary-console", "init", "--data", data, "--zone", "c.example.net"});
  const auto port = free_port();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  measure_console(set, data, port);
  measure_bird(set, data, port);
  fs::remove_all(set.folder);
  return all_right ? 0 : 1;
}

}  // namespace
}  // namespace aviary

int main(int count, char** arguments) {
  return aviary::run(count, arguments);
}
