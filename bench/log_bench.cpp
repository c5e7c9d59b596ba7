// How many events a second the log makes durable, as a ratio to what the same disk does when every
// event is written and synced by itself; and how fast a start reads a log.
//
//   log_bench [--folder=DIR] [--events=1000000] [--seconds=3]
//
// The folder must lie on the disk in question: on a memory disk a sync costs nothing and the ratio
// means nothing.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>

#include "storage/rocksdb_event_log.hpp"

namespace aviary {

namespace {

namespace fs = std::filesystem;
using steady = std::chrono::steady_clock;

/// As large as a report with a login in it.
constexpr std::size_t payload_octets = 400;
constexpr std::uint64_t streams = 1000;

struct settings {
  fs::path folder = fs::temp_directory_path();
  std::uint64_t events = 1'000'000;
  double seconds = 3;
};

double since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

log_options options_of(log_profile profile) {
  log_options options;
  options.profile = profile;
  options.now = [] { return instant{steady::now().time_since_epoch()}; };
  return options;
}

/// Text that compresses about as well as JSON does.
bytes payload_of(std::uint64_t number) {
  std::string text;
  for (std::uint64_t i = 0; text.size() < payload_octets; i++)
    text += "\"field_" + std::to_string(i) + "\":\"" + std::to_string(number * (i + 1)) + "\",";
  const auto octets = as_bytes(text);
  return {octets.begin(), octets.end()};
}

/// Keeps a number of appends in flight, round over the streams.
class load {
 public:
  explicit load(event_log& log) : log_(log) {}

  /// Appends `count` events or for `seconds`, whichever ends first. Returns events per second.
  double run(std::uint64_t outstanding_max, std::uint64_t count, double seconds) {
    const auto start = steady::now();
    std::uint64_t sent = 0;
    for (; sent < count && (sent % 64 != 0 || since(start) < seconds); sent++) {
      std::unique_lock held(guard_);
      room_.wait(held, [&] { return outstanding_ < outstanding_max; });
      outstanding_++;
      held.unlock();
      append();
    }
    std::unique_lock held(guard_);
    room_.wait(held, [&] { return outstanding_ == 0; });
    return static_cast<double>(sent) / since(start);
  }

 private:
  void append() {
    append_request wanted;
    wanted.stream = "bench/" + std::to_string(next_ % streams);
    wanted.expected = {next_ / streams};
    wanted.events.push_back({"noted", payload_of(next_++)});
    log_.append(std::move(wanted), [this](position) {
      const std::lock_guard held(guard_);
      outstanding_--;
      room_.notify_one();
    });
  }

  event_log& log_;
  std::mutex guard_;
  std::condition_variable room_;
  std::uint64_t outstanding_ = 0;
  std::uint64_t next_ = 0;
};

double raw_syncs(const fs::path& folder, double seconds) {
  const auto path = folder / "raw";
  const auto file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const bytes block = payload_of(7);
  const auto start = steady::now();
  std::uint64_t count = 0;
  for (; file >= 0 && since(start) < seconds; count++)
    if (write(file, block.data(), block.size()) < 0 || fdatasync(file) != 0) std::abort();
  if (file >= 0) close(file);
  fs::remove(path);
  return static_cast<double>(count) / since(start);
}

std::uint64_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::strtoull(line.c_str() + 6, nullptr, 10);
  return 0;
}

std::unique_ptr<rocksdb_event_log> open_log(const fs::path& folder, log_profile profile) {
  auto opened = rocksdb_event_log::open(folder, options_of(profile));
  if (opened) return std::move(opened->log);
  std::fprintf(stderr, "%s\n%s\n", opened.error().what.c_str(), opened.error().hint.c_str());
  std::exit(1);
}

void measure_appends(const settings& set, log_profile profile, const char* name) {
  const auto folder = set.folder / name;
  fs::remove_all(folder);
  if (const auto made = rocksdb_event_log::create(folder, {}, options_of(profile)); !made)
    std::exit(1);
  const auto log = open_log(folder, profile);
  load busy(*log);
  for (const std::uint64_t outstanding : {1, 64, 1024, 4096}) {
    const auto raw = raw_syncs(set.folder, set.seconds / 3);
    const auto rate = busy.run(outstanding, ~std::uint64_t{0}, set.seconds);
    std::printf("%-8s %5lu outstanding: %9.0f durable events/s, %7.2f x %.0f raw syncs/s\n", name,
                outstanding, rate, rate / raw, raw);
  }
  std::printf("%-8s %lu KiB resident after %lu events\n", name, resident_kib(),
              log->durable().value);
}

void measure_start(const settings& set, log_profile profile, const char* name) {
  const auto folder = set.folder / name;
  fs::remove_all(folder);
  if (const auto made = rocksdb_event_log::create(folder, {}, options_of(profile)); !made)
    std::exit(1);
  load(*open_log(folder, profile)).run(4096, set.events, 1e9);
  const auto events = static_cast<double>(set.events);

  auto start = steady::now();
  const auto log = open_log(folder, profile);
  std::printf("%-8s open with check of %.0f events: %.2f s, %.0f events/s\n", name, events,
              since(start), events / since(start));
  start = steady::now();
  std::uint64_t seen = 0;
  log->scan({}, [&](const record&) { return ++seen > 0; });
  std::printf("%-8s scan: %.0f events/s\n", name, static_cast<double>(seen) / since(start));
  start = steady::now();
  std::atomic<std::uint64_t> replayed = 0, done = 0;
  for (std::uint64_t i = 0; i < streams; i++)
    log->read("bench/" + std::to_string(i), {}, [&](const std::vector<record>& found) {
      replayed += found.size();
      done++;
    });
  while (done < streams) usleep(100);
  std::printf("%-8s read stream by stream: %.0f events/s\n", name,
              static_cast<double>(replayed) / since(start));
}

int run(int count, char** arguments) {
  settings set;
  for (int i = 1; i < count; i++) {
    const std::string_view argument = arguments[i];
    if (argument.starts_with("--folder=")) set.folder = argument.substr(9);
    if (argument.starts_with("--events="))
      set.events = std::strtoull(arguments[i] + 9, nullptr, 10);
    if (argument.starts_with("--seconds=")) set.seconds = std::strtod(arguments[i] + 10, nullptr);
  }
  set.folder /= "aviary-log-bench-" + std::to_string(getpid());
  fs::create_directories(set.folder);
  measure_appends(set, log_profile::bird, "bird");
  measure_appends(set, log_profile::console, "console");
  measure_start(set, log_profile::bird, "bird");
  measure_start(set, log_profile::console, "console");
  fs::remove_all(set.folder);
  return 0;
}

}  // namespace

}  // namespace aviary

int main(int count, char** arguments) {
  return aviary::run(count, arguments);
}
