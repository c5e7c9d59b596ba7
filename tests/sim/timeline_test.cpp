#include "sim/timeline.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aviary {
namespace {

TEST(Timeline, MovesOnlyToWhatIsDue) {
  timeline time(prng(1));
  const auto start = time.now();
  std::string order;
  time.after(std::chrono::hours(2), [&] { order += 'b'; });
  time.after(std::chrono::seconds(1), [&] {
    order += 'a';
    EXPECT_EQ(time.now() - start, std::chrono::seconds(1));
  });
  time.run_until(start + std::chrono::hours(1));
  EXPECT_EQ(order, "a");
  EXPECT_EQ(time.now() - start, std::chrono::hours(1));
  time.run_until(start + std::chrono::hours(3));
  EXPECT_EQ(order, "ab");
}

TEST(Timeline, OrdersActorsTimersAndItsOwnHappenings) {
  timeline time(prng(1));
  std::string order;
  const auto actor = time.system().spawn(
      [&](caf::event_based_actor* self, std::chrono::seconds delay) -> caf::behavior {
        self->delayed_send(self, delay, 2);
        return {[&](int) { order += 't'; }};
      },
      std::chrono::seconds(2));
  time.after(std::chrono::seconds(1), [&] { order += '1'; });
  time.after(std::chrono::seconds(3), [&] { order += '3'; });
  time.run_until(time.now() + std::chrono::seconds(5));
  EXPECT_EQ(order, "1t3");
  caf::anon_send_exit(actor, caf::exit_reason::kill);
}

TEST(Timeline, LetsUrgentThingsHappenBeforeTheNextActorRuns) {
  timeline time(prng(1));
  std::string order;
  const auto spawn = [&] {
    // With an argument: without one CAF binds a reference to nothing, which UBSan tells of.
    return time.system().spawn(
        [&](char letter) -> caf::behavior {
          return {[&order, &time, letter](int) {
            order += letter;
            time.at_once([&order] { order += '!'; });
          }};
        },
        'a');
  };
  const auto first = spawn(), second = spawn();
  caf::anon_send(first, 1);
  caf::anon_send(second, 1);
  time.run_ready();
  EXPECT_EQ(order, "a!a!");
  caf::anon_send_exit(first, caf::exit_reason::kill);
  caf::anon_send_exit(second, caf::exit_reason::kill);
}

}  // namespace
}  // namespace aviary
