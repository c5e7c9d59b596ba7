#include "console/presence/life_table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <optional>

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr instant start{1000h};
constexpr wall_time wall{std::chrono::hours(480'000)};

epoch_key epoch_of(std::uint8_t seed) {
  return epoch_key::filled_by([seed](std::uint8_t* out) { std::fill_n(out, 16, seed); });
}

class LifeTable : public testing::Test {
 protected:
  LifeTable() {
    bird_.id = {{1, 2, 3}};
    bird_.ordinal = 5;
  }

  life_table::verdict hear(std::uint64_t at, const life_token& token, instant now) {
    const heartbeat body{.name = "ada", .interval_seconds = 10};
    return lives_.hear(bird_, {at}, {token, {}}, &body, now, wall);
  }
  /// When, in seconds after the start, the sweeps of each second find it silent.
  std::optional<int> silent_after() {
    for (int i = 0; i < 10'000; ++i) {
      bool found = false;
      lives_.sweep(start + std::chrono::seconds(i), [&](const auto&) { found = true; });
      if (found) return i;
    }
    return {};
  }

  registered_bird bird_;
  life_table lives_{epoch_of(1)};
};

TEST_F(LifeTable, takes_the_token_of_this_minute_and_the_last) {
  const auto token = lives_.token(bird_.id, start);
  EXPECT_TRUE(hear(1, token, start).counts);
  EXPECT_TRUE(hear(2, token, start + 119s).counts);
  EXPECT_TRUE(hear(3, token, start + 120s).stale_token);
  EXPECT_TRUE(hear(3, token, start - 1s).stale_token) << "of the future";
  EXPECT_TRUE(hear(3, life_token{}, start).stale_token);
}

TEST_F(LifeTable, takes_no_token_of_another_bird_or_process) {
  EXPECT_TRUE(hear(1, lives_.token({{9}}, start), start).stale_token);
  const life_table former(epoch_of(2));
  EXPECT_TRUE(hear(1, former.token(bird_.id, start), start).stale_token);
}

TEST_F(LifeTable, takes_no_counter_twice) {
  const auto token = lives_.token(bird_.id, start);
  EXPECT_TRUE(hear(7, token, start).counts);
  for (const std::uint64_t at : {7U, 6U, 0U}) {
    const auto again = hear(at, token, start);
    EXPECT_FALSE(again.counts);
    EXPECT_FALSE(again.stale_token) << "it need not be repeated";
    EXPECT_EQ(again.repeated, at == 7U);
  }
  EXPECT_TRUE(hear(8, token, start).counts);
}

TEST_F(LifeTable, waits_three_intervals_and_the_rest_of_the_token) {
  hear(1, lives_.token(bird_.id, start), start);
  EXPECT_EQ(silent_after(), 120 + 3 * 10 - 1);
  EXPECT_EQ(silent_after(), std::nullopt) << "told once";
}

TEST_F(LifeTable, shows_a_bird_alive_for_three_intervals_and_two_minutes_at_most) {
  EXPECT_TRUE(rc::check("a heartbeat that somebody holds back", [] {
    life_table lives(epoch_of(1));
    registered_bird bird;
    const auto interval = *rc::gen::inRange<std::uint32_t>(1, 600);
    const auto told = start + std::chrono::milliseconds(*rc::gen::inRange(0, 60'000));
    const auto sealed = told + std::chrono::milliseconds(*rc::gen::inRange(0, 120'000));
    const auto heard = sealed + std::chrono::milliseconds(*rc::gen::inRange(0, 120'000));
    const heartbeat body{.interval_seconds = interval};
    const auto token = lives.token(bird.id, told);
    if (!lives.hear(bird, {1}, {token, {}}, &body, heard, wall).counts) return;
    const auto phase = std::chrono::milliseconds(*rc::gen::inRange(0, 1'000));
    for (auto now = heard + phase;; now += 1s) {
      bool silent = false;
      lives.sweep(now, [&](const auto&) { silent = true; });
      if (!silent) continue;
      const auto three = 3 * std::chrono::seconds(interval);
      RC_ASSERT(now <= sealed + three + 120s);
      RC_ASSERT(now >= heard + three - 1s);
      return;
    }
  }));
}

TEST_F(LifeTable, remembers_what_the_log_says) {
  lives_.recall_settings(bird_, "ada", "", 10, start, wall);
  EXPECT_EQ(lives_.records()[5].state, life::awaited);
  const auto same = hear(1, lives_.token(bird_.id, start), start);
  EXPECT_FALSE(same.settings_changed);
  EXPECT_FALSE(same.returned);
  lives_.recall_silence(bird_, wall);
  EXPECT_EQ(silent_after(), std::nullopt);
  EXPECT_TRUE(hear(2, lives_.token(bird_.id, start), start).returned);
  lives_.recall_return(bird_, start, wall);
  EXPECT_EQ(silent_after(), 149);
}

TEST_F(LifeTable, keeps_settings_over_a_heartbeat_that_does_not_parse) {
  const auto token = lives_.token(bird_.id, start);
  EXPECT_TRUE(hear(1, token, start).settings_changed);
  const auto odd = lives_.hear(bird_, {2}, {token, {}}, nullptr, start, wall);
  EXPECT_TRUE(odd.counts);
  EXPECT_FALSE(odd.settings_changed);
  EXPECT_FALSE(hear(3, token, start).settings_changed);
}

TEST(LifeTableSize, is_a_hundred_octets_for_a_bird) {
  life_table lives(epoch_of(1));
  registered_bird bird;
  bird.ordinal = 999'999;
  lives.recall_return(bird, start, wall);
  EXPECT_LE(lives.octets(), 100'000'000U);
}

}  // namespace
}  // namespace aviary
