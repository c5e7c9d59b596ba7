// Our name server beside those of others: processor time for each query, with the same queries,
// from one client, in one run. Knot and NSD serve the same zone from a file and answer that there
// is no such name; both may be missing, and are then left out.
//
//   authorities_bench [--birds=10000] [--rounds=20] [--window=64] [--folder=DIR]
//
// Three files of queries in each round, every name once: names of strangers; names of the overlay's
// shape under tags that nobody has; heartbeats, which only we know what to do with. Each server
// gets each file in turn. The bare echo is what the kernel takes for receiving and sending alone.
// An answer that is truncated is none here: its query would come again over TCP.
//
// Beside the processor's time stands the rate, since one is bought with the other: our edge waits
// up to a millisecond for more datagrams before it looks at a few (docs/PROTOCOL.md section 7),
// which Knot and NSD do not. With one client and a window of 64 that wait is most of a round trip;
// the larger the window, the less it matters.

#include <array>
#include <map>
#include <memory>
#include <string_view>

#include "actors/system_entropy.hpp"
#include "bench/child_program.hpp"
#include "bench/echo_server.hpp"
#include "bench/flock.hpp"
#include "bench/heartbeats.hpp"
#include "bench/loopback.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view zone_text = "c.example.net";
constexpr const char* knot_program = "/usr/sbin/knotd";
constexpr const char* nsd_program = "/usr/sbin/nsd";

struct settings {
  std::uint32_t birds = 10'000;
  std::uint32_t rounds = 20;
  std::size_t window = 64;  ///< queries under way
  fs::path folder = fs::temp_directory_path();
  fs::path programs = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
};

// -- queries --------------------------------------------------------------------------------------

/// Datagrams, each with its place as its id.
using query_file = std::vector<bytes>;

bytes query(std::size_t place, const dns_name& name, rr_type type = rr_type::txt) {
  return encode_question(static_cast<std::uint16_t>(place), {name, type, false});
}

query_file strange_queries(std::size_t count, entropy_port& entropy) {
  query_file out;
  for (std::size_t i = 0; i < count; ++i) {
    std::array<std::uint8_t, 8> drawn;
    entropy.fill(drawn);
    out.push_back(
        query(i, *dns_name::parse("www." + to_hex(drawn) + "." + std::string(zone_text))));
  }
  return out;
}

/// What birds of another console would send: as long as a heartbeat, under any tag and key.
query_file foreign_queries(std::size_t count, std::size_t sealed_octets, entropy_port& entropy) {
  query_file out;
  const auto zone = *zone_name::parse(zone_text);
  for (std::size_t i = 0; i < count; ++i) {
    const auto root = root_key::filled_by([&entropy](std::uint8_t* octets) {
      entropy.fill({octets, root_key::size});
    });
    bytes sealed(sealed_octets);
    entropy.fill(sealed);
    bird_request wanted;
    wanted.bird = {entropy.draw<std::uint32_t>()};
    wanted.body = one_shot_request{low_of(counter{i + 1}), sealed};
    out.push_back(query(i, encode_request(wanted, zone, derive_up_keys(root).fragment).name));
  }
  return out;
}

/// The next heartbeat of each bird, and what its answer is recognised by.
struct heartbeat_file {
  query_file queries;
  std::vector<encoded_request> requests;
  std::size_t sealed_octets = 0;  // of each
};

heartbeat_file next_heartbeats(std::vector<thin_bird>& birds) {
  heartbeat_file out;
  for (auto& bird : birds) {
    const auto sealed = next_heartbeat(bird);
    out.sealed_octets = sealed.size();
    bird_request wanted;
    wanted.bird = bird.tag;
    wanted.body = one_shot_request{low_of(bird.last), sealed};
    out.requests.push_back(encode_request(wanted, bird.zone, bird.up.fragment));
    out.queries.push_back(query(out.queries.size(), out.requests.back().name));
  }
  return out;
}

// -- asking ---------------------------------------------------------------------------------------

/// Answers by their ids; empty where none came.
using answer_list = std::vector<bytes>;

class client {
 public:
  client(std::uint16_t port, std::size_t window)
      : socket_(connected_socket(port)), window_(window) {}
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  ~client() { ::close(socket_); }

  /// Sends all of them, a window under way at a time. What has no answer within half a second has
  /// none.
  answer_list ask(const query_file& queries) {
    answer_list answers(queries.size());
    std::size_t sent = 0, under_way = 0;
    while (sent < queries.size() || under_way > 0) {
      for (; under_way < window_ && sent < queries.size(); ++under_way, ++sent)
        ::send(socket_, queries[sent].data(), queries[sent].size(), 0);
      const auto heard = hear(answers);
      under_way = heard == 0 ? 0 : under_way - std::min(under_way, heard);
    }
    return answers;
  }

 private:
  std::size_t hear(answer_list& answers) const {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, 500) <= 0) return 0;
    std::size_t count = 0;
    std::array<std::uint8_t, 2048> room;
    for (ssize_t size = 0; (size = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT)) > 0;
         ++count) {
      const auto id = static_cast<std::size_t>(room[0] << 8 | room[1]);
      const bool truncated = (room[2] & 2) != 0;
      if (id < answers.size() && !truncated) answers[id].assign(room.begin(), room.begin() + size);
    }
    return count;
  }

  int socket_;
  std::size_t window_;
};

/// Opens the REPLYs, as the next heartbeats need their tokens. Returns how many were right.
std::size_t take_replies(std::vector<thin_bird>& birds, const heartbeat_file& asked,
                         const answer_list& answers) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < birds.size(); ++i) {
    auto& bird = birds[i];
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto read =
        parse_stub_answer(answers[i], static_cast<std::uint16_t>(i), asked.requests[i].name, text);
    if (!read || !read->has_text) continue;
    const auto answer =
        decode_answer(read->text, answer_code{}, bird.down.ack, asked.requests[i].query);
    const auto told = answer ? reply_in(*answer, bird) : std::nullopt;
    if (!told || told->re.at != bird.last) continue;
    bird.token = told->token;
    ++right;
  }
  return right;
}

// -- servers --------------------------------------------------------------------------------------

/// A server, what it has used, and how much it was asked.
struct contestant {
  std::string name;
  std::function<double()> used;
  std::unique_ptr<client> socket;
  struct cost {
    double seconds = 0;
    double passed = 0;
    std::size_t asked = 0;
    std::size_t answered = 0;
    double each_us() const {
      return seconds * 1e6 / static_cast<double>(std::max(answered, std::size_t{1}));
    }
  };
  std::map<std::string, cost> costs;

  answer_list ask(const std::string& file, const query_file& queries) {
    const auto before = used();
    const auto start = steady::now();
    auto answers = socket->ask(queries);
    auto& sum = costs[file];
    sum.seconds += used() - before;
    sum.passed += since(start);
    sum.asked += queries.size();
    for (const auto& one : answers) sum.answered += one.empty() ? 0 : 1;
    return answers;
  }
};

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

fs::path write_zone(const fs::path& folder) {
  const auto file = folder / "zone";
  write(file, std::string(zone_text) +
                  ". 3600 SOA ns1.c.example.net. hostmaster.c.example.net. 1 3600 600 86400 0\n"
                  "c.example.net. 3600 NS ns1.c.example.net.\n"
                  "ns1.c.example.net. 3600 A 127.0.0.1\n");
  return file;
}

std::vector<std::string> knot_command(const fs::path& folder, std::uint16_t port) {
  write(folder / "knot.conf", "server:\n  listen: 127.0.0.1@" + std::to_string(port) +
                                  "\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
                                  "  rundir: " +
                                  folder.string() + "\ndatabase:\n  storage: " + folder.string() +
                                  "\nzone:\n  - domain: " + std::string(zone_text) +
                                  "\n    file: " + write_zone(folder).string() + "\n");
  return {knot_program, "-c", folder / "knot.conf"};
}

std::vector<std::string> nsd_command(const fs::path& folder, std::uint16_t port) {
  const auto in = [&](const char* name) { return "\"" + (folder / name).string() + "\"\n"; };
  write(folder / "nsd.conf",
        "server:\n  ip-address: 127.0.0.1@" + std::to_string(port) +
            "\n  server-count: 1\n  username: \"\"\n  database: \"\"\n  rrl-ratelimit: 0\n"
            "  zonesdir: " +
            in("") + "  pidfile: " + in("nsd.pid") + "  logfile: " + in("log") +
            "  xfrdfile: " + in("xfrd") + "  zonelistfile: " + in("zones") + "  xfrdir: " + in("") +
            "remote-control:\n  control-enable: no\nzone:\n  name: " + std::string(zone_text) +
            "\n  zonefile: " + write_zone(folder).string() + "\n");
  return {nsd_program, "-d", "-c", folder / "nsd.conf"};
}

/// Waits until it answers for the zone; whether it does.
bool await(contestant& server) {
  for (int i = 0; i < 50; ++i) {
    const query_file apex{query(0, *dns_name::parse(zone_text), rr_type::soa)};
    if (!server.socket->ask(apex).front().empty()) return true;
    ::usleep(100'000);
  }
  std::fprintf(stderr, "%s does not answer\n", server.name.c_str());
  return false;
}

// -- the table ------------------------------------------------------------------------------------

void print(const std::vector<contestant>& all, const std::vector<std::string>& files) {
  std::printf("us of processor for each answered query, share answered, queries per second\n%-12s",
              "");
  for (const auto& file : files) std::printf("%26s", file.c_str());
  std::printf("\n");
  for (const auto& one : all) {
    std::printf("%-12s", one.name.c_str());
    for (const auto& file : files) {
      const auto& cost = one.costs.at(file);
      const auto answered = static_cast<double>(cost.answered);
      std::printf("%10.2f %4.0f%% %8.0f/s", cost.each_us(),
                  100 * answered / static_cast<double>(cost.asked), answered / cost.passed);
    }
    std::printf("\n");
  }
  for (std::size_t i = 1; i < all.size(); ++i) {
    std::printf("ours / %-5s", all[i].name.c_str());
    for (const auto& file : files)
      std::printf("%10.2f%16s", all[0].costs.at(file).each_us() / all[i].costs.at(file).each_us(),
                  "");
    std::printf("\n");
  }
}

void compare(const settings& set, std::vector<contestant>& all, std::vector<thin_bird>& birds) {
  system_entropy entropy;
  std::size_t right = 0;
  for (std::uint32_t round = 0; round < set.rounds; ++round) {
    const auto strange = strange_queries(set.birds, entropy);
    const auto authentic = next_heartbeats(birds);
    const auto foreign = foreign_queries(set.birds, authentic.sealed_octets, entropy);
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto& server = all[(round + i) % all.size()];
      server.ask("strange", strange);
      server.ask("foreign tag", foreign);
      const auto answers = server.ask("heartbeat", authentic.queries);
      if (&server == &all.front()) right += take_replies(birds, authentic, answers);
    }
  }
  print(all, {"strange", "foreign tag", "heartbeat"});
  std::printf("%lu of %lu heartbeats of ours were answered with the REPLY to them\n",
              static_cast<unsigned long>(right),
              static_cast<unsigned long>(std::size_t{set.rounds} * birds.size()));
}

contestant enter(std::string name, std::uint16_t port, std::size_t window,
                 std::function<double()> used) {
  contestant made;
  made.name = std::move(name);
  made.used = std::move(used);
  made.socket = std::make_unique<client>(port, window);
  return made;
}

/// False when a server does not answer.
bool run(const settings& set) {
  const auto data = (set.folder / "console").string();
  child_program::output_of(
      {set.programs / "aviary-console", "init", "--data", data, "--zone", std::string(zone_text)});
  const auto port = free_port();
  const child_program console(
      {set.programs / "aviary-console", "serve", "--data", data, "--dns", address(port)});
  const api_client api(fs::path(data) / "control.socket");
  system_entropy entropy;
  std::vector<thin_bird> birds;
  for (std::uint32_t i = 0; i < set.birds; ++i) birds.push_back(register_bird(api, i + 1, entropy));

  std::vector<contestant> all;
  all.push_back(enter("ours", port, set.window, [&] { return processor_seconds(console.id()); }));
  std::vector<std::unique_ptr<child_program>> others;
  for (const auto& [name, program, command] :
       {std::tuple{"Knot", knot_program, &knot_command}, {"NSD", nsd_program, &nsd_command}}) {
    if (!fs::exists(program)) {
      std::printf("%s is not installed\n", name);
      continue;
    }
    const auto folder = set.folder / name;
    fs::create_directories(folder);
    const auto at = free_port();
    others.push_back(std::make_unique<child_program>(command(folder, at), folder / "said"));
    const auto id = others.back()->id();
    all.push_back(
        enter(name, at, set.window, [id] { return processor_seconds_with_children(id); }));
  }
  const echo_server echo;
  all.push_back(
      enter("echo", echo.port(), set.window, [&] { return processor_seconds(echo.id()); }));
  for (auto& server : all)
    if (!await(server)) return false;
  // The first heartbeat of each has no token yet and the second counts: then the console knows
  // them.
  for (int i = 0; i < 2; ++i) {
    const auto first = next_heartbeats(birds);
    take_replies(birds, first, all.front().socket->ask(first.queries));
  }
  compare(set, all, birds);
  return true;
}

int run(int count, char** arguments) {
  settings set;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const auto value = argument.substr(argument.find('=') + 1);
    if (argument.starts_with("--birds=")) {
      set.birds = static_cast<std::uint32_t>(std::strtoul(value.data(), nullptr, 10));
    } else if (argument.starts_with("--rounds=")) {
      set.rounds = static_cast<std::uint32_t>(std::strtoul(value.data(), nullptr, 10));
    } else if (argument.starts_with("--window=")) {
      set.window = std::strtoul(value.data(), nullptr, 10);
    } else if (argument.starts_with("--folder=")) {
      set.folder = value;
    } else {
      std::fprintf(
          stderr, "authorities_bench [--birds=10000] [--rounds=20] [--window=64] [--folder=DIR]\n");
      return 2;
    }
  }
  if (set.birds == 0 || set.birds > 65'536 || set.rounds == 0 || set.window == 0) {
    std::fprintf(stderr, "authorities_bench: 1 to 65536 birds, and at least one round\n");
    return 2;
  }
  set.folder /= "aviary-authorities-bench-" + std::to_string(getpid());
  fs::create_directories(set.folder);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const bool done = run(set);
  fs::remove_all(set.folder);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace aviary

int main(int count, char** arguments) {
  return aviary::run(count, arguments);
}
