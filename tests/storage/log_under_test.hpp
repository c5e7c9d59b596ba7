#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "messages/invariant.hpp"
#include "storage/memory_event_log.hpp"
#include "storage/rocksdb_event_log.hpp"
#include "tests/storage/scratch_folder.hpp"

// Event logs in the hands of tests: what these need beyond the interface.

namespace aviary {

inline incarnation life(std::uint8_t number) {
  incarnation id;
  id.value.fill(number);
  return id;
}

inline instant test_clock() {
  return instant{std::chrono::steady_clock::now().time_since_epoch()};
}

inline log_options test_options(log_profile profile) {
  log_options options;
  options.profile = profile;
  options.now = test_clock;
  return options;
}

/// A request of events of type "noted".
inline append_request request(const stream_name& stream, std::uint64_t expected,
                              const std::vector<std::string>& payloads, bool owes = false) {
  append_request wanted;
  wanted.stream = stream;
  wanted.expected = {expected};
  wanted.owes = owes;
  for (const auto& text : payloads) {
    const auto octets = as_bytes(text);
    wanted.events.push_back({"noted", bytes(octets.begin(), octets.end())});
  }
  return wanted;
}

/// Waits until a log with a thread has done all that was asked of it, and what up to five
/// generations of callbacks asked for in turn.
inline void settle(event_log& log) {
  for (int generation = 0; generation < 6; generation++) {
    std::promise<void> done;
    log.read("nobody", {}, [&](const auto&) { done.set_value(); });
    done.get_future().wait();
  }
}

inline std::string text_of(const record& at) {
  return at.stream + "#" + std::to_string(at.at_sequence.value) + "=" +
         (at.retired ? "(retired)" : std::string(as_text(at.payload)));
}

inline std::vector<std::string> texts_of(const event_log& log, std::uint64_t after = 0) {
  std::vector<std::string> seen;
  log.scan({after}, [&](const record& at) {
    seen.push_back(text_of(at));
    return true;
  });
  return seen;
}

class log_under_test {
 public:
  virtual ~log_under_test() = default;
  virtual event_log& log() = 0;
  /// Returns once all that was asked of the log is done and called back.
  virtual void settle() = 0;
  /// Ends the process that holds the log and starts it again. Call settle() first.
  virtual void restart() = 0;
};

class memory_under_test final : public log_under_test {
 public:
  event_log& log() override { return log_; }
  void settle() override { log_.sync(); }
  void restart() override { log_.crash(); }

 private:
  memory_event_log log_{life(1)};
};

class rocksdb_under_test final : public log_under_test {
 public:
  explicit rocksdb_under_test(log_options options) : options_(std::move(options)) {
    const auto made = rocksdb_event_log::create(folder_ / "log", life(1), options_);
    AVIARY_INVARIANT(made, "a log cannot be made");
    open();
  }

  rocksdb_event_log& log() override { return *log_; }
  void settle() override { aviary::settle(*log_); }
  void restart() override {
    log_.reset();
    open();
  }
  void close() { log_.reset(); }
  std::filesystem::path folder() const { return folder_ / "log"; }
  const log_options& options() const { return options_; }

 private:
  void open() {
    auto opened = rocksdb_event_log::open(folder_ / "log", options_);
    AVIARY_INVARIANT(opened, opened.error().what.c_str());
    log_ = std::move(opened->log);
  }

  scratch_folder folder_;
  log_options options_;
  std::unique_ptr<rocksdb_event_log> log_;
};

struct log_kind {
  std::string name;
  std::function<std::unique_ptr<log_under_test>()> make;
};

inline std::ostream& operator<<(std::ostream& out, const log_kind& kind) {
  return out << kind.name;
}

inline std::vector<log_kind> log_kinds() {
  const auto on_disk = [](log_options options) {
    return [options] { return std::make_unique<rocksdb_under_test>(options); };
  };
  auto lazy = test_options(log_profile::console);
  lazy.sync_interval = std::chrono::milliseconds{5};
  return {{"memory", [] { return std::make_unique<memory_under_test>(); }},
          {"console", on_disk(test_options(log_profile::console))},
          {"bird", on_disk(test_options(log_profile::bird))},
          {"synced_by_interval", on_disk(lazy)}};
}

}  // namespace aviary
