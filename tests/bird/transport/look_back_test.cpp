#include "bird/transport/look_back.hpp"

#include <gtest/gtest.h>

#include "tests/bird/transport/small_world.hpp"

namespace aviary {
namespace {

constexpr auto interval = look_back::interval;

TEST(LookBack, AsksNobodyWhileTheFirstIsInUse) {
  look_back back;
  EXPECT_EQ(back.due(), std::nullopt);
  back.use(2, instant{}, 1);
  EXPECT_NE(back.due(), std::nullopt);
  back.use(0, instant{}, 1);
  EXPECT_EQ(back.due(), std::nullopt);
}

TEST(LookBack, IsNotPutOffByASilenceThatWasNone) {
  look_back back;
  back.use(2, instant{}, 1);
  back.next(*back.due(), 1);
  const auto due = back.due();
  back.use(2, *due - interval / 2, 1);
  EXPECT_EQ(back.due(), due);
  EXPECT_EQ(back.next(*due, 1), 1u);
}

TEST(LookBack, AsksThoseBeforeOneAfterTheOther) {
  look_back back;
  back.use(2, instant{}, 0.75);
  EXPECT_EQ(back.due(), instant{} + interval * 3 / 4);
  EXPECT_EQ(back.next(*back.due(), 1), 0u);
  EXPECT_EQ(back.due(), instant{} + interval * 7 / 4);
  EXPECT_EQ(back.next(*back.due(), 1), 1u);
  EXPECT_EQ(back.next(*back.due(), 1), 0u);
}

// -- in the sender --------------------------------------------------------------------------------

/// A bird of three resolvers that went to the last, as the others were dead.
class SenderLooksBack : public testing::Test {
 protected:
  SenderLooksBack() {
    world.dead = [this](std::size_t resolver) { return resolver < alive_from; };
    world.offer(incompressible(40));
    EXPECT_TRUE(world.run_until_delivered(30s));
    EXPECT_EQ(world.statistics().resolver, 2u);
    world.forget_transcript();
  }
  ~SenderLooksBack() override {
    EXPECT_EQ(world.broken_rules, std::vector<std::string>{});
    EXPECT_EQ(world.console.broken_rules, std::vector<std::string>{});
  }

  small_world world{1, {}, {}, 3};
  std::size_t alive_from = 2;
};

TEST_F(SenderLooksBack, WithOneQueryNowAndThenAndNoHarmWhenNobodyIsThere) {
  const auto window = world.statistics().window;
  world.run(1h);
  const auto asked = world.transcript();
  EXPECT_EQ(times(asked, "status\n") + times(asked, "status by resolver 1"), times(asked, "\n"));
  EXPECT_GE(times(asked, "\n"), 10u);
  EXPECT_LE(times(asked, "\n"), 16u);
  EXPECT_EQ(world.statistics().resolver, 2u);
  EXPECT_FALSE(world.statistics().silent);
  EXPECT_EQ(world.statistics().window, window);
}

TEST_F(SenderLooksBack, AndReturnsToTheEarliestThatAnswers) {
  EXPECT_EQ(world.statistics().resolvers[0].score(), 0);
  EXPECT_EQ(world.statistics().resolvers[2].score(), 1);
  alive_from = 1;
  EXPECT_TRUE(world.run(20min, [&] { return world.statistics().resolver == 1; }));
  alive_from = 0;
  EXPECT_TRUE(world.run(20min, [&] { return world.statistics().resolver == 0; }));
  world.run(1s);
  world.forget_transcript();
  world.run(1h);
  EXPECT_EQ(world.transcript(), "") << "there is none before it";
}

TEST_F(SenderLooksBack, AndTakesARefusalOrADenialForNoAnswer) {
  alive_from = 0;
  world.refuses = [](std::size_t resolver) {
    if (resolver == 2) return std::optional<dns_rcode>();
    return std::optional(resolver == 0 ? dns_rcode::refused : dns_rcode::name_error);
  };
  const auto window = world.statistics().window;
  world.run(20min);
  EXPECT_EQ(world.statistics().resolver, 2u);
  EXPECT_EQ(world.statistics().window, window);
  EXPECT_GT(world.statistics().negatives, 0u);
  EXPECT_FALSE(world.statistics().unknown_here);
  world.forget_transcript();
  world.offer(incompressible(40));
  EXPECT_TRUE(world.run_until_delivered(100ms)) << "no pause for what another resolver said";
}

}  // namespace
}  // namespace aviary
