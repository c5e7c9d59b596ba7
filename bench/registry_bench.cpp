#include <benchmark/benchmark.h>

#include <memory>
#include <semaphore>
#include <string>
#include <utility>

#include "actors/registry_actor.hpp"
#include "actors/system_clock.hpp"

// What it costs to wake an actor and let it sleep again, beside so many that are awake. It must not
// depend on them: a console with a hundred thousand birds wakes an incident for each touch.

namespace aviary {
namespace {

/// Stays awake until it is woken a second time.
spawn_stream visitor(std::binary_semaphore& left) {
  return [&left](caf::actor_system& system, const node& shared, const stream_name& stream) {
    return system.spawn(
        [=, &left](caf::event_based_actor* self, const registry_actor& registry) {
          auto visits = std::make_shared<std::uint64_t>(0);
          return caf::behavior{
              [=](const wake&) {
                const bool stays = ++*visits < 2;
                self->send(registry, settled{stream, *visits, {}, !stays});
              },
              [=, &left](const fall_asleep&) {
                self->quit();
                left.release();
              },
          };
        },
        shared.registry);
  };
}

void one_comes_and_the_oldest_goes(benchmark::State& run) {
  caf::actor_system_config settings;
  caf::actor_system system(settings);
  const system_clock_port clock;
  std::binary_semaphore left(0);
  unit_table units;
  units["visitor"] = {visitor(left), {}, nullptr, nullptr};
  const auto registry = system.spawn(registry_behavior, &clock, units);
  const auto post = [&](std::int64_t visitor) {
    caf::anon_send(registry, mail{"visitor/" + std::to_string(visitor), caf::make_message(wake{})});
  };
  std::int64_t came = 0, went = 0;
  while (came < run.range(0)) post(came++);
  const auto change = [&] {
    post(came++);
    post(went++);
    left.acquire();
  };
  change();  // behind all that came before
  for (auto _ : run) change();
  caf::anon_send_exit(registry, caf::exit_reason::kill);
}
BENCHMARK(one_comes_and_the_oldest_goes)->Arg(1)->Arg(1'000)->Arg(100'000)->UseRealTime();

}  // namespace
}  // namespace aviary

BENCHMARK_MAIN();
