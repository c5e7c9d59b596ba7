#include <gtest/gtest.h>

#include "tests/witness/witness_world.hpp"

namespace aviary {
namespace {

using events = bird_session::events;

// -- no difference -------------------------------------------------------------------------------

TEST(Reconcile, NothingIsAskedWhileBothSidesAgree) {
  witness_world world;
  for (int round = 0; round < 20; ++round) {
    world.touch();
    world.pass(7s);
  }
  EXPECT_TRUE(world.settled());
  EXPECT_EQ(world.session().digest.count, 20u);
  EXPECT_NE(world.bird().queue().journal.entries.rbegin()->second.acknowledged, wall_time{});
  EXPECT_EQ(world.count(events::digests_differed::name), 0u);
}

TEST(Reconcile, LossCrashesAndLateHeartbeatsMakeNoDifference) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    witness_world world(seed, {0.4, 3s});
    for (int round = 0; round < 60; ++round) {
      world.touch(static_cast<int>(world.chance() * 3));
      world.pass(std::chrono::milliseconds(static_cast<int>(world.chance() * 8000)));
      if (world.chance() < 0.1) world.bird().crash();
      if (world.chance() < 0.1) world.console.restart();
    }
    world.link = {};
    world.pass(20min);
    EXPECT_EQ(world.wrong(), 0u) << "seed " << seed;
    EXPECT_TRUE(world.settled()) << "seed " << seed;
    EXPECT_EQ(world.count(events::digests_differed::name), 0u) << "seed " << seed;
  }
}

// -- a restored console --------------------------------------------------------------------------

TEST(Reconcile, ARestoredConsoleGetsEveryReportBack) {
  witness_world world;
  world.touch(3);
  world.pass(1min);
  const auto backup = world.console.back_up();
  world.touch(40);
  world.pass(1min);
  EXPECT_EQ(world.wrong(), 0u);
  world.restore_console(backup);
  EXPECT_EQ(world.wrong(), 40u);
  world.pass(3min);
  EXPECT_EQ(world.wrong(), 0u);
  EXPECT_TRUE(world.settled());
  EXPECT_EQ(world.count(events::reconcile_asked::name), 1u);
  EXPECT_EQ(world.count(events::digests_agreed::name), 1u);
}

TEST(Reconcile, EndsWithLossAndCrashesOfEitherSide) {
  std::size_t reconciles = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    witness_world world(seed, {0.3, 2s});
    world.touch(5);
    world.pass(1min);
    auto backup = world.console.back_up();
    world.touch(30);
    world.pass(2min);
    world.restore_console(backup);
    for (int round = 0; round < 40; ++round) {
      world.touch(static_cast<int>(world.chance() * 1.3));
      world.pass(std::chrono::milliseconds(static_cast<int>(world.chance() * 6000)));
      if (world.chance() < 0.1) world.bird().crash();
      if (world.chance() < 0.1) world.console.restart();
      if (world.chance() < 0.04) backup = world.console.back_up();
      if (world.chance() < 0.04) world.restore_console(backup);
    }
    world.link = {};
    world.pass(20min);
    EXPECT_EQ(world.wrong(), 0u) << "seed " << seed;
    EXPECT_TRUE(world.settled()) << "seed " << seed;
    std::map<console_run, int> asked;
    for (const auto& event : world.console.events(world.keys(), events::reconcile_asked::name))
      ++asked[std::get<events::reconcile_asked>(event).asker];
    for (const auto& [asker, times] : asked) EXPECT_EQ(times, 1) << "seed " << seed;
    reconciles += asked.size();
  }
  EXPECT_GT(reconciles, 60u);
}

// -- a bird that was put back --------------------------------------------------------------------

TEST(Reconcile, ABirdFromASnapshotAdoptsTheConsolesDigest) {
  witness_world world;
  world.touch(3);
  world.pass(1min);
  const auto snapshot = world.bird().snapshot();
  world.touch(40);
  world.pass(1min);
  world.bird().put_back(snapshot);
  world.touch(2);
  world.pass(5min);
  EXPECT_TRUE(world.settled());
  EXPECT_EQ(world.wrong(), 0u);
  EXPECT_EQ(world.session().digest.count, 46u);  // with the notice that it was rolled back
  EXPECT_TRUE(world.bird().status().rolled_back);
  EXPECT_EQ(world.count(events::reconcile_asked::name), 1u);
  std::size_t said = 0;
  for (const auto& event : world.console.events(world.keys(), events::report_accepted::name)) {
    const auto& body = std::get<events::report_accepted>(event).body;
    said += decode_report(as_bytes(body))->type == log_types::bird_rolled_back ? 1 : 0;
  }
  EXPECT_EQ(said, 1u);
}

TEST(Reconcile, IsNotRepeatedWithinADayByOneRunOfTheConsole) {
  witness_world world;
  world.touch(3);
  world.pass(1min);
  const auto snapshot = world.bird().snapshot();
  world.touch(3);
  world.pass(1min);
  for (int times = 0; times < 3; ++times) {
    world.bird().put_back(snapshot);
    world.pass(5min);
  }
  world.pass(1h);  // until the session hears of it again
  EXPECT_EQ(world.count(events::reconcile_asked::name), 1u);
  EXPECT_FALSE(world.agree());
  EXPECT_TRUE(world.session().differs);
  world.pass(25h);
  EXPECT_EQ(world.count(events::reconcile_asked::name), 2u);
  EXPECT_TRUE(world.settled());
}

// -- a clone -------------------------------------------------------------------------------------

TEST(Reconcile, ACloneThatRunsBesideItsBirdCausesOneADay) {
  witness_world world;
  world.touch(3);
  world.pass(1min);
  auto& clone = world.clone_bird();
  for (int round = 0; round < 30; ++round) {
    world.touch();
    world.touched.insert(clone.touch());
    world.pass(2h);
  }
  EXPECT_EQ(world.wrong(), 0u);
  const auto asked = world.count(events::reconcile_asked::name);
  EXPECT_GE(asked, 1u);
  EXPECT_LE(asked, 3u);  // in 60 hours
  EXPECT_LE(world.count(events::digests_differed::name), 61u);
}

}  // namespace
}  // namespace aviary
