#include "actors/session_witness.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::hours;

const console_run mine{{1}};
const console_run restored{{2}};
constexpr wall_time noon{hours(500'000)};

report_id id_of(std::uint32_t sequence, boot_id boot = {{7}, 42}) {
  return make_report_id(boot, {sequence}, as_bytes(std::to_string(sequence)));
}

TEST(SessionWitness, CountsWhatTheBirdMade) {
  session_witness witness;
  witness.accept(id_of(0), {100});
  witness.accept(id_of(1), {90});
  witness.accept(id_of(2, console_boot), {0});
  witness.accept(id_of(3, {unreadable_boot, 1}), {110});
  report_digest expected;
  expected.add(id_of(0).hash);
  expected.add(id_of(1).hash);
  EXPECT_EQ(witness.digest, expected);
  EXPECT_EQ(witness.newest, counter{100});
}

TEST(SessionWitness, ComparesOnlyWhatWasSealedBehindAllThatItCounts) {
  session_witness witness;
  witness.accept(id_of(0), {100});
  EXPECT_FALSE(witness.is_comparable({99}));
  EXPECT_TRUE(witness.is_comparable({101}));
}

TEST(SessionWitness, AsksOnceADayAndIncarnation) {
  session_witness witness;
  EXPECT_TRUE(witness.may_ask(mine, noon));
  witness.asker = mine;
  witness.asked = noon;
  EXPECT_FALSE(witness.may_ask(mine, noon + hours(23)));
  EXPECT_TRUE(witness.may_ask(mine, noon + hours(24)));
  EXPECT_TRUE(witness.may_ask(restored, noon));
  EXPECT_FALSE(witness.may_ask(mine, noon - hours(23)));
  EXPECT_TRUE(witness.may_ask(mine, noon - hours(24)));  // the clock was put right
}

TEST(SessionWitness, StopsAskingWhenItsTimeIsOver) {
  session_witness witness;
  EXPECT_FALSE(witness.asks(mine, noon));
  witness.asking = true;
  witness.asker = mine;
  witness.asked = noon;
  EXPECT_TRUE(witness.asks(mine, noon + hours(23)));
  EXPECT_FALSE(witness.asks(mine, noon + hours(24)));
  EXPECT_FALSE(witness.asks(restored, noon));
  witness.cloned = true;
  EXPECT_FALSE(witness.asks(mine, noon));
  EXPECT_FALSE(witness.may_ask(restored, noon));
}

}  // namespace
}  // namespace aviary
