#include <gtest/gtest.h>

#include "tests/bird/transport/small_world.hpp"

// What the witness asks of the SENDER: a heartbeat tells how things stand when it is sealed, and no
// REPLY counts that a console gave before it was restored.

namespace aviary {
namespace {

const bytes body{'[', ']'};

TEST(Sealing, AHeartbeatSaysWhatWasTrueWhenItWasSealed) {
  small_world world;
  world.handle(sender::commands::heartbeat_due{{{1, {}}, body, 11}});
  world.handle(sender::commands::heartbeat_changed{{{2, {}}, body, 12}});
  world.run(1s);
  ASSERT_EQ(world.heartbeats_answered.size(), 2u);  // the first had no token
  EXPECT_EQ(world.heartbeats_answered[0].digest.count, 1u);
  EXPECT_EQ(world.heartbeats_answered[0].as_of, 11u);
  EXPECT_EQ(world.heartbeats_answered[1].digest.count, 2u);
  EXPECT_EQ(world.heartbeats_answered[1].as_of, 12u);
}

TEST(Sealing, AReplyToWhatIsSealedAnewCountsForNothing) {
  small_world world;
  world.offer(body);
  world.run(30ms);  // the console has it, and its REPLY is on the way
  world.handle(sender::commands::seal_anew{});
  world.run(1s);
  EXPECT_EQ("\n" + world.transcript(), R"(
   0.000 one-shot
   0.030 one-shot
   0.070 acknowledged 0
)");
  EXPECT_EQ(world.acknowledged, 1u);
}

}  // namespace
}  // namespace aviary
