#include "actors/registry_actor.hpp"

#include <gtest/gtest.h>

#include <semaphore>

#include "actors/system_clock.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

TEST(RegistryActor, takes_the_actors_of_its_streams_along) {
  caf::actor_system_config settings;
  caf::actor_system system(settings);
  const system_clock_port clock;
  std::counting_semaphore<> woken(0), ended(0);
  unit_table units;
  // Its actors never say that they have settled, so none is let go of.
  units["unit"].linger = stays_awake;
  units["unit"].spawn = [&](caf::actor_system& where, const node&, const stream_name&) {
    caf::actor actor =
        where.spawn([&](caf::event_based_actor*,
                        int) -> caf::behavior { return {[&](const wake&) { woken.release(); }}; },
                    0);
    actor->attach_functor([&] { ended.release(); });
    return actor;
  };
  const auto registry = system.spawn(registry_behavior, &clock, units);
  for (const auto* stream : {"unit/1", "unit/2", "unit/3"})
    caf::anon_send(registry, mail{stream, caf::make_message(wake{})});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(woken.try_acquire_for(10s));
  caf::anon_send_exit(registry, caf::exit_reason::kill);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ended.try_acquire_for(10s)) << "one lives on";
}

}  // namespace
}  // namespace aviary
