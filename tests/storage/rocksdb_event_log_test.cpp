// What the log on disk promises beyond the contract: threads, power cuts, disks that fail.
#include "storage/rocksdb_event_log.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <random>
#include <thread>

#include "messages/sanitizers.hpp"
#include "tests/storage/log_under_test.hpp"
#include "tests/storage/power_cut_disk.hpp"

#if defined(AVIARY_THREAD_SANITIZER)
// RocksDB is not instrumented: what it copies under its own locks looks like a race.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:librocksdb.so\n";
}
#endif

namespace aviary {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class RocksdbEventLog : public testing::TestWithParam<log_profile> {
 protected:
  log_options options() const { return test_options(GetParam()); }
};

// -- threads -------------------------------------------------------------------------------------

TEST_P(RocksdbEventLog, ManyThreadsAppendAndEachIsToldInItsOrder) {
  rocksdb_under_test held(options());
  std::vector<std::vector<std::uint64_t>> told(4);
  std::vector<std::thread> writers;
  for (std::size_t writer = 0; writer < told.size(); writer++)
    writers.emplace_back([&, writer] {
      for (std::uint64_t i = 0; i < 500; i++)
        held.log().append(request("s/" + std::to_string(writer), i, {std::to_string(i)}),
                          [&, writer](position last) { told[writer].push_back(last.value); });
    });
  for (auto& writer : writers) writer.join();
  held.settle();
  for (const auto& each : told) {
    EXPECT_EQ(each.size(), 500u);
    EXPECT_TRUE(std::is_sorted(each.begin(), each.end()));
  }
  EXPECT_EQ(held.log().durable(), position{2000});
  held.restart();
  EXPECT_EQ(held.log().durable(), position{2000});
}

TEST_P(RocksdbEventLog, AnIdleLogTellsAtOnceThatAStreamHasNoEvent) {
  rocksdb_under_test held(options());
  bool told = false;
  held.log().read("nobody", {}, [&](const std::vector<record>& found) { told = found.empty(); });
  EXPECT_TRUE(told) << "nobody had to wait for the log's thread";
}

TEST_P(RocksdbEventLog, AReadBehindAStreamsFirstAppendIsNeverEmpty) {
  rocksdb_under_test held(options());
  std::size_t empty = 0;
  for (int i = 0; i < 200; i++) {
    const auto stream = "s/" + std::to_string(i);
    held.log().append(request(stream, 0, {"1"}), {});
    held.log().read(stream, {}, [&](const std::vector<record>& found) { empty += found.empty(); });
  }
  held.settle();
  EXPECT_EQ(empty, 0u);
}

TEST_P(RocksdbEventLog, AppendsThatWaitShareASync) {
  power_cut_disk disk;
  auto on_disk = options();
  on_disk.disk = disk.disk();
  rocksdb_under_test held(on_disk);
  const auto before = disk.syncs();
  for (std::uint64_t i = 0; i < 3000; i++)
    held.log().append(request("a", i, {"0123456789"}), nullptr);
  held.settle();
  EXPECT_LT(disk.syncs() - before, 60u);
}

TEST_P(RocksdbEventLog, ASubscriberThatLagsMissesNothing) {
  rocksdb_under_test held(options());
  auto& log = held.log();
  for (std::uint64_t i = 0; i < 1000; i++) log.append(request("a", i, {"x"}), nullptr);
  std::vector<std::uint64_t> seen;
  auto watch =
      log.subscribe({10}, [&](const record& next) { seen.push_back(next.at_position.value); });
  std::thread more([&] {
    for (std::uint64_t i = 0; i < 1000; i++) log.append(request("b", i, {"x"}), nullptr);
  });
  more.join();
  for (int i = 0; i < 20; i++) held.settle();
  watch.reset();
  ASSERT_EQ(seen.size(), 1990u);
  for (std::size_t i = 0; i < seen.size(); i++) ASSERT_EQ(seen[i], i + 11);
}

TEST_P(RocksdbEventLog, EndingASubscriptionWaitsForItsCallback) {
  rocksdb_under_test held(options());
  std::atomic<bool> entered = false, left = false;
  auto watch = held.log().subscribe({}, [&](const record&) {
    entered = true;
    std::this_thread::sleep_for(50ms);
    left = true;
  });
  held.log().append(request("a", 0, {"x"}), nullptr);
  while (!entered) std::this_thread::yield();
  watch.reset();
  EXPECT_TRUE(left);
}

TEST_P(RocksdbEventLog, ScansWhileItWrites) {
  rocksdb_under_test held(options());
  std::thread writer([&] {
    for (std::uint64_t i = 0; i < 2000; i++)
      held.log().append(request("a", i, {std::string(200, 'x')}), nullptr);
  });
  std::uint64_t last = 0;
  while (last < 1000) {
    std::uint64_t expected = 1;
    held.log().scan({}, [&](const record& at) {
      EXPECT_EQ(at.at_position.value, expected++);
      return true;
    });
    EXPECT_GE(expected - 1, last) << "what was durable once is seen ever after";
    last = held.log().durable().value;
  }
  writer.join();
  held.settle();
}

TEST_P(RocksdbEventLog, ClosingCompletesWhatWasAsked) {
  rocksdb_under_test held(options());
  std::atomic<int> told = 0;
  for (std::uint64_t i = 0; i < 50; i++)
    held.log().append(request("a", i, {"x"}), [&](position) { told++; });
  held.restart();
  EXPECT_EQ(told, 50);
  EXPECT_EQ(held.log().durable(), position{50});
}

// -- power cuts ----------------------------------------------------------------------------------

int power_cuts() {
  const auto* wanted = std::getenv("AVIARY_PROVE_POWER_CUTS");
  return wanted == nullptr ? 10 : std::atoi(wanted);
}

/// Writes to eight streams, retires one now and then, and keeps some appends in flight, until told
/// to stop. Each payload names its stream and sequence, so a reader knows what must stand there.
class writer {
 public:
  writer(rocksdb_event_log& log, std::uint64_t seed, std::atomic<std::uint64_t>& acknowledged)
      : log_(log), random_(seed), acknowledged_(acknowledged) {
    log.for_each_stream(
        [&](const auto& stream, const auto& head) { next_[stream] = head.next.value; });
    thread_ = std::thread([this] { run(); });
  }
  ~writer() {
    stop_ = true;
    thread_.join();
    while (in_flight_ > 0) std::this_thread::sleep_for(100us);
  }

 private:
  void run() {
    while (!stop_) {
      if (in_flight_ > 64) {
        std::this_thread::sleep_for(100us);
        continue;
      }
      const auto stream = "s/" + std::to_string(random_() % 8);
      auto& next = next_[stream];
      if (random_() % 50 == 0) {
        log_.retire(stream);
        next = 0;
      }
      std::vector<std::string> payloads;
      for (std::uint64_t i = 0; i <= random_() % 3; i++)
        payloads.push_back(stream + "#" + std::to_string(next + i) +
                           std::string(random_() % 700, '.'));
      in_flight_++;
      log_.append(request(stream, next, payloads), [this](position last) {
        acknowledged_ = last.value;
        in_flight_--;
      });
      next += payloads.size();
    }
  }

  rocksdb_event_log& log_;
  std::mt19937_64 random_;
  std::atomic<std::uint64_t>& acknowledged_;
  std::map<stream_name, std::uint64_t> next_;
  std::atomic<int> in_flight_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

void expect_own_payloads(const event_log& log) {
  log.scan({}, [&](const record& at) {
    const auto name = at.stream + "#" + std::to_string(at.at_sequence.value);
    EXPECT_TRUE(at.retired || as_text(at.payload).substr(0, name.size()) == name) << name;
    return true;
  });
}

/// Cuts the power again and again, each time on the disk that the cut before left. Returns how many
/// events were acknowledged in all.
std::uint64_t cut_power(log_options options, int cuts, std::uint64_t seed) {
  const scratch_folder scratch;
  std::mt19937_64 random(seed);
  auto folder = scratch / "0";
  EXPECT_TRUE(rocksdb_event_log::create(folder, life(1), options));
  std::uint64_t told = 0;
  for (int i = 1; i <= cuts; i++) {
    power_cut_disk disk;
    options.disk = disk.disk();
    auto opened = rocksdb_event_log::open(folder, options);
    EXPECT_TRUE(opened) << "cut " << i << ": " << opened.error().what;
    if (!opened) return told;
    EXPECT_GE(opened->log->durable().value, told) << "cut " << i << " lost acknowledged events";
    expect_own_payloads(*opened->log);
    const auto image = scratch / std::to_string(i);
    const auto before = opened->log->durable().value;
    std::atomic<std::uint64_t> acknowledged = before;
    {
      const writer busy(*opened->log, random(), acknowledged);
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
      while (i % 2 == 0 && acknowledged == before) std::this_thread::sleep_for(1ms);
      told = acknowledged;
      disk.cut(folder, image, random);
    }
    opened->log.reset();
    fs::remove_all(folder);
    folder = image;
  }
  return told;
}

void expect_no_loss(log_options options, std::uint64_t seed) {
  const auto cuts = power_cuts();
  SCOPED_TRACE("seed " + std::to_string(seed) + ", " + std::to_string(cuts) + " cuts");
  const auto acknowledged = cut_power(std::move(options), cuts, seed);
  EXPECT_GE(acknowledged, static_cast<std::uint64_t>(cuts / 2));
  testing::Test::RecordProperty("acknowledged", std::to_string(acknowledged));
}

TEST_P(RocksdbEventLog, NoPowerCutTakesBackWhatWasAcknowledged) {
  expect_no_loss(options(), 1);
}

TEST_P(RocksdbEventLog, NoPowerCutHurtsALogThatCutsItsHead) {
  auto cutting = options();
  cutting.cut_retired = true;
  cutting.cut_events_min = 8;
  expect_no_loss(cutting, 2);
}

/// RocksDB replays a later file of its write-ahead log also when the end of an earlier one is lost,
/// so without a sync for each event a power cut may leave a hole. It is never silent: such a log
/// does not open, and its owner makes it anew.
TEST_P(RocksdbEventLog, APowerCutLeavesALogThatIsSyncedByIntervalWholeOrRefused) {
  auto lazy = options();
  lazy.sync_interval = 15ms;
  lazy.mark_interval = 5ms;
  lazy.cut_retired = true;
  lazy.cut_events_min = 8;
  const scratch_folder scratch;
  std::mt19937_64 random(3);
  auto folder = scratch / "0";
  ASSERT_TRUE(rocksdb_event_log::create(folder, life(1), lazy));
  for (int i = 1; i <= power_cuts(); i++) {
    power_cut_disk disk;
    lazy.disk = disk.disk();
    auto opened = rocksdb_event_log::open(folder, lazy);
    if (!opened) {
      ASSERT_NE(opened.error().what.find(" lacks positions "), std::string::npos)
          << "cut " << i << ": " << opened.error().what;
      folder = scratch / ("anew " + std::to_string(i));
      ASSERT_TRUE(rocksdb_event_log::create(folder, life(1), lazy));
      opened = rocksdb_event_log::open(folder, lazy);
      ASSERT_TRUE(opened) << "cut " << i << ": " << opened.error().what;
    }
    expect_own_payloads(*opened->log);
    std::atomic<std::uint64_t> acknowledged = 0;
    const writer busy(*opened->log, random(), acknowledged);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    disk.cut(folder, scratch / std::to_string(i), random);
    folder = scratch / std::to_string(i);
  }
}

// -- disks that fail -----------------------------------------------------------------------------

using RocksdbEventLogDeath = RocksdbEventLog;

TEST_P(RocksdbEventLogDeath, AFailedSyncEndsTheProcessBeforeAnybodyIsTold) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        power_cut_disk disk;
        auto on_disk = options();
        on_disk.disk = disk.disk();
        rocksdb_under_test held(on_disk);
        disk.fail_syncs();
        held.log().append(request("a", 0, {"x"}), [](position) { std::_Exit(1); });
        held.settle();
      },
      testing::ExitedWithCode(74),
      "failed to append: IO error: the disk lost the write\n"
      "aviary: the process ends, so that nothing is acknowledged that is not stored");
}

/// A disk of 48 MiB of its own for this process. Whoever may not mount gets a user namespace first.
bool mount_small_disk(const fs::path& at) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("aviary", at.c_str(), "tmpfs", 0, "size=48m") == 0;
}

TEST_P(RocksdbEventLogDeath, AFullDiskRefusesWorkAndThenEndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        const scratch_folder small;
        if (!mount_small_disk(small.path())) std::_Exit(1);
        auto with_reserve = options();
        with_reserve.reserve_octets = 16 << 20;
        if (!rocksdb_event_log::create(small / "log", life(1), with_reserve)) std::_Exit(2);
        auto opened = rocksdb_event_log::open(small / "log", with_reserve);
        if (!opened) std::_Exit(3);
        std::mt19937_64 random(1);
        std::string payload(100'000, ' ');  // What compresses would never fill the disk.
        for (auto& c : payload) c = static_cast<char>(random());
        std::uint64_t next = 0;
        for (; opened->log->has_room(); next++) {
          opened->log->append(request("a", next, {payload}), nullptr);
          settle(*opened->log);
        }
        // What was admitted before still fits into the reserve.
        for (int i = 0; i < 5; i++, next++)
          opened->log->append(request("a", next, {payload}), nullptr);
        settle(*opened->log);
        if (opened->log->durable().value != next) std::_Exit(4);
        for (;; next++) {
          opened->log->append(request("a", next, {payload}), nullptr);
          settle(*opened->log);
        }
      },
      testing::ExitedWithCode(74), "failed to append: (the disk is full|.*No space left)");
}

INSTANTIATE_TEST_SUITE_P(Each, RocksdbEventLog,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });
INSTANTIATE_TEST_SUITE_P(Each, RocksdbEventLogDeath,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });

}  // namespace

}  // namespace aviary
