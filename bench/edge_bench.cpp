#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "console/dns/name_server.hpp"
#include "tests/console/dns/registered_birds.hpp"

// What one datagram costs the name server, without the sockets: strangers' questions, and birds' up
// to the hand-over, and writing an answer. 4,096 different queries each, so that caches see what
// they would see, and virtual time, so that no query counts as repeated.

namespace aviary {
namespace {

constexpr std::size_t queries_count = 4096;
const zone_name zone = *zone_name::parse("c.example.net");

class edge {
 public:
  edge() { admit(keys_, bird_); }

  const known_bird& bird() const { return bird_; }
  answer_slots& slots() { return slots_; }

  /// Receives one message and returns the slot of an authentic one.
  answer_slot receive(byte_view message) {
    now_ += std::chrono::milliseconds(2);
    batch_.requests.clear();
    const auto verdict = machine_.receive(message, {}, {now_, {}}, out_, batch_);
    benchmark::DoNotOptimize(verdict);
    return batch_.requests.empty() ? answer_slot{} : batch_.requests[0].query.slot;
  }
  void free_finished() {
    answer_slots::finished_answer one;
    while (slots_.collect({&one, 1}) == 1) slots_.free(one);
  }

 private:
  zone_answers answers_ =
      *zone_answers::of(zone, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys_{unsealed()};
  edge_counters counters_;
  known_bird bird_{1};
  answer_slots slots_{answers_, counters_, 1, [] {}};
  name_server machine_{answers_, keys_, slots_, counters_, query_limits::key{}};
  instant now_{};
  authentic_batch batch_;
  std::array<std::uint8_t, edns_payload_octets> out_;
};

/// Runs `make(ordinal)`'s queries round and round; each authentic one is answered untimed.
template <class Make>
void receive_all(benchmark::State& state, Make make) {
  edge it;
  std::vector<bytes> queries;
  for (std::size_t i = 0; i < queries_count; ++i)
    queries.push_back(make(it.bird(), static_cast<std::uint32_t>(i)));
  constexpr std::array<std::uint8_t, 50> text{};
  std::size_t next = 0;
  std::vector<answer_slot> waiting;
  for (auto _ : state) {
    const auto slot = it.receive(queries[next++ % queries_count]);
    if (slot == answer_slot{}) continue;
    waiting.push_back(slot);
    if (waiting.size() < 1024) continue;
    state.PauseTiming();
    for (const auto one : waiting) it.slots().answer(one, text);
    it.free_finished();
    waiting.clear();
    state.ResumeTiming();
  }
}

const bytes sealed_like(113, 0x5A);

void stranger_of_another_type(benchmark::State& state) {
  receive_all(state, [](const known_bird& bird, std::uint32_t i) {
    made_query query;
    query.name = bird.say(zone, {i}, sealed_like).name;
    query.type = rr_type::a;
    return query.encode();
  });
}
BENCHMARK(stranger_of_another_type);

void stranger_with_an_unknown_tag(benchmark::State& state) {
  receive_all(state, [](const known_bird&, std::uint32_t i) {
    return query_for(known_bird(2).say(zone, {i}, sealed_like).name);
  });
}
BENCHMARK(stranger_with_an_unknown_tag);

void forged_fragment_of_a_known_tag(benchmark::State& state) {
  receive_all(state, [](const known_bird& bird, std::uint32_t i) {
    auto forger = known_bird(2);
    forger.tag = bird.tag;
    const fragment_request piece{{i}, {0}, {9}, byte_view(sealed_like)};
    return query_for(forger.ask(zone, piece).name);
  });
}
BENCHMARK(forged_fragment_of_a_known_tag);

void forged_one_shot_of_a_known_tag(benchmark::State& state) {
  receive_all(state, [](const known_bird& bird, std::uint32_t i) {
    auto forger = known_bird(2);
    forger.tag = bird.tag;
    return query_for(forger.say(zone, {i}, sealed_like).name);
  });
}
BENCHMARK(forged_one_shot_of_a_known_tag);

void authentic_fragment_to_the_hand_over(benchmark::State& state) {
  receive_all(state, [](const known_bird& bird, std::uint32_t i) {
    const fragment_request piece{{i}, {0}, {9}, byte_view(sealed_like)};
    return query_for(bird.ask(zone, piece).name);
  });
}
BENCHMARK(authentic_fragment_to_the_hand_over);

void authentic_one_shot_to_the_hand_over(benchmark::State& state) {
  receive_all(state, [](const known_bird& bird, std::uint32_t i) {
    return query_for(bird.say(zone, {i}, sealed_like).name);
  });
}
BENCHMARK(authentic_one_shot_to_the_hand_over);

/// From the PRESENCE's text to a DNS message that is collected and freed; `range`: octets of text.
void answer_written(benchmark::State& state) {
  edge it;
  const bytes text(static_cast<std::size_t>(state.range(0)), 'x');
  const auto datagram = query_for(it.bird().say(zone, {1}, sealed_like).name);
  const auto asked = *parse_query(datagram);
  registered_bird bird;
  for (auto _ : state) {
    waiting_query waiting;
    it.slots().take(waiting, asked, {}, bird, {}, {});
    it.slots().answer(waiting.slot, text);
    it.free_finished();
  }
}
BENCHMARK(answer_written)->Arg(50)->Arg(180)->Arg(900);

}  // namespace
}  // namespace aviary

BENCHMARK_MAIN();
