#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "actors/addresses.hpp"
#include "console/presence/presence.hpp"
#include "messages/heartbeat.hpp"
#include "messages/sealed_message.hpp"

// What a heartbeat costs the PRESENCE, and what an idle bird takes of the memory. The edge's part
// (parsing, Base32, opening) is not in it, nor are two hops between actors.

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr instant now{1000h};
constexpr wall_time wall{std::chrono::hours(480'000)};
constexpr std::size_t batch_size = 64;

/// Copies, as the edge's slots do.
struct copying_sink final : answer_sink {
  bool answer(answer_slot, byte_view text) override {
    std::memcpy(octets, text.data(), text.size());
    benchmark::DoNotOptimize(octets[0]);
    return true;
  }
  void answer_later(answer_slot, byte_view) override {}
  void answer_nodata(answer_slot) override {}
  void flush() override {}
  std::uint8_t octets[answer_text_octets_max];
};

struct fast_entropy final : entropy_port {
  void fill(std::span<std::uint8_t> out) override {
    for (auto& octet : out) octet = static_cast<std::uint8_t>(random());
  }
  std::minstd_rand random;
};

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0, resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

record birth(std::uint32_t i) {
  bird_session::events::registered event;
  event.bird.value = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8),
                      static_cast<std::uint8_t>(i >> 16)};
  event.tag = {i * 2654435761U};
  event.number = {1};
  event.sealed_root = bytes(32, static_cast<std::uint8_t>(i));
  record one;
  one.stream = addresses::bird_session(event.bird);
  one.type = event.name;
  one.payload = encode_event(bird_session::event(event));
  return one;
}

/// A console with so many birds, each of which was heard once.
struct console {
  explicit console(std::uint32_t birds) {
    const auto before = resident_megabytes();
    for (std::uint32_t i = 0; i < birds; ++i) keys.apply(birth(i));
    for (std::uint32_t i = 0; i < birds; i += batch_size) machine.handle(batch(i), now, wall);
    megabytes = resident_megabytes() - before;
  }

  /// Heartbeats of birds that lie apart, the next counter of each.
  authentic_batch batch(std::uint32_t from) {
    ++rounds;
    authentic_batch out;
    const auto birds = static_cast<std::uint32_t>(keys.birds());
    for (std::uint32_t i = 0; i < batch_size; ++i) {
      const bird_tag tag{(from + i) % birds * 2654435761U};
      authentic_request one;
      one.bird = keys.find(tag);
      one.query.name_octets = 255;
      const heartbeat body{.uptime_seconds = 86'400,
                           .name = "bird in the cellar",
                           .location = "Vienna, house 3",
                           .interval_seconds = 15};
      const heartbeat_head head{machine.lives().token(one.bird->id, now), {}};
      const auto plain = encode(envelope{head, encode(body)}, 113);
      one.asked = opened_one_shot{{rounds}, {}, query_octets(plain)};
      out.requests.push_back(one);
    }
    return out;
  }

  copying_sink sink;
  fast_entropy entropy;
  key_table keys{[](byte_view sealed) {
    return std::optional(root_key(std::span<const std::uint8_t, 32>(sealed)));
  }};
  presence machine{keys, sink, entropy, epoch_key{}, console_run{{1}}};
  std::uint64_t rounds = 0;
  double megabytes = 0;
};

console& console_of(std::uint32_t birds) {
  static std::map<std::uint32_t, std::unique_ptr<console>> all;
  auto& one = all[birds];
  if (!one) one = std::make_unique<console>(birds);
  return *one;
}

void heartbeats(benchmark::State& state) {
  auto& world = console_of(static_cast<std::uint32_t>(state.range(0)));
  std::minstd_rand random;
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = world.batch(static_cast<std::uint32_t>(random()) * batch_size);
    state.ResumeTiming();
    benchmark::DoNotOptimize(world.machine.handle(batch, now, wall));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_size));
  state.counters["us_each"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * batch_size / 1e6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["octets_a_bird"] = world.megabytes * 1e6 / static_cast<double>(state.range(0));
}
BENCHMARK(heartbeats)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

/// The second's work when nothing happens.
void sweep(benchmark::State& state) {
  auto& world = console_of(static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(world.machine.sweep(now, wall, true));
}
BENCHMARK(sweep)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

/// One REPLY, without its query.
void seal_reply(benchmark::State& state) {
  const root_key root;
  const reply content;
  box_nonce nonce{};
  for (auto _ : state) {
    const auto keys = derive_down_keys(root);
    benchmark::DoNotOptimize(seal_down(keys, nonce, encode(content)));
  }
}
BENCHMARK(seal_reply);

}  // namespace
}  // namespace aviary

BENCHMARK_MAIN();
