#include "bird/transport/path_watch.hpp"

#include <gtest/gtest.h>

#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "tests/bird/transport/fake_console.hpp"
#include "tests/bird/transport/test_ports.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

const zone_name zone = *zone_name::parse("c.example.net");
const bird_tag bird{7};

root_key root() {
  return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 9); });
}

// Resolvers that answer at once, or not at all.
class PathWatch : public testing::Test {
 protected:
  void begin(std::size_t resolvers, bool probes = true) {
    watch_.emplace(path_watch_settings{{zone, bird, derive_up_keys(root()).fragment,
                                        derive_down_keys(root()).ack},
                                       std::vector<std::optional<path_findings>>(resolvers),
                                       probes},
                   entropy_, now_);
  }

  void perform(const std::vector<path_watch::effect>& effects) {
    for (const auto& one : effects) {
      if (const auto* found = std::get_if<path_watch::effects::found>(&one)) {
        found_.push_back(*found);
        continue;
      }
      const auto& sent = std::get<path_watch::effects::send>(one);
      ++sent_[sent.resolver];
      if (silent_) continue;
      const auto answer = console_.answer(sent.octets, now_);
      if (const auto more = watch_->receive(sent.resolver, answer->datagram, now_)) perform(*more);
    }
  }

  void run_until(instant end) {
    for (auto due = watch_->next_due(may_begin_); due && *due <= end;
         due = watch_->next_due(may_begin_)) {
      now_ = std::max(now_, *due);
      perform(watch_->tick(may_begin_, now_));
    }
    now_ = end;
  }

  instant now_{1h};
  bool silent_ = false;
  bool may_begin_ = true;
  seeded_entropy entropy_{1};
  fake_console console_{zone, bird, root(), 2};
  std::optional<path_watch> watch_;
  std::vector<path_watch::effects::found> found_;
  std::map<std::size_t, std::size_t> sent_;
};

TEST_F(PathWatch, probes_each_resolver_at_the_start_and_once_a_day) {
  begin(2);
  run_until(now_ + 1min);
  ASSERT_EQ(found_.size(), 2u);
  EXPECT_NE(found_[0].resolver, found_[1].resolver);
  EXPECT_TRUE(watch_->known(0));
  EXPECT_TRUE(watch_->known(1));
  run_until(now_ + 21h);
  EXPECT_EQ(found_.size(), 2u);
  run_until(now_ + 6h);
  EXPECT_EQ(found_.size(), 4u);
}

TEST_F(PathWatch, asks_again_where_nobody_answered) {
  silent_ = true;
  begin(1);
  run_until(now_ + 1min);
  EXPECT_GT(sent_[0], 8u);
  EXPECT_TRUE(found_.empty());
  silent_ = false;
  run_until(now_ + 15min);
  EXPECT_EQ(found_.size(), 1u);
}

TEST_F(PathWatch, an_answer_to_the_sender_calls_for_a_probe_of_an_unknown_path) {
  silent_ = true;
  begin(1);
  run_until(now_ + 6min);
  silent_ = false;
  watch_->answered(0, now_);
  run_until(now_ + 10s);
  EXPECT_EQ(found_.size(), 1u);
  const auto asked = sent_[0];
  watch_->answered(0, now_);
  run_until(now_ + 1h);
  EXPECT_EQ(sent_[0], asked);
}

TEST_F(PathWatch, a_degraded_path_is_probed_but_not_all_the_time) {
  begin(1);
  run_until(now_ + 1min);
  for (int minute = 0; minute < 60; ++minute) {
    watch_->degraded(0, now_);
    run_until(now_ + 1min);
  }
  EXPECT_GE(found_.size(), 10u);
  EXPECT_LE(found_.size(), 13u);
}

TEST_F(PathWatch, a_probe_that_nobody_answers_leaves_what_is_known) {
  begin(1);
  run_until(now_ + 1min);
  silent_ = true;
  watch_->degraded(0, now_);
  run_until(now_ + 10min);
  EXPECT_EQ(found_.size(), 1u);
  EXPECT_TRUE(watch_->known(0));
}

TEST_F(PathWatch, probes_nothing_when_told_not_to) {
  begin(1, false);
  EXPECT_FALSE(watch_->next_due(true));
  EXPECT_TRUE(watch_->tick(true, now_ + 24h).empty());
  EXPECT_FALSE(watch_->receive(0, {}, now_));
  watch_->degraded(0, now_);
  EXPECT_FALSE(watch_->next_due(true));
  EXPECT_FALSE(watch_->is_degraded(0)) << "nothing would ever end it";
}

TEST_F(PathWatch, begins_nothing_in_a_silence_and_goes_on_with_what_runs) {
  may_begin_ = false;
  begin(1);
  run_until(now_ + 48h);
  EXPECT_TRUE(sent_.empty());
  may_begin_ = true;
  perform(watch_->tick(true, now_));
  may_begin_ = false;
  run_until(now_ + 1min);
  EXPECT_EQ(found_.size(), 1u);
}

TEST_F(PathWatch, a_fleet_that_is_switched_on_does_not_ask_at_once) {
  begin(1);
  watch_->answered(0, now_);
  watch_->degraded(0, now_);
  EXPECT_TRUE(watch_->tick(true, now_).empty());
  EXPECT_TRUE(watch_->is_degraded(0));
  run_until(now_ + path_watch::start_delay_max + 10s);
  EXPECT_EQ(found_.size(), 1u);
  EXPECT_FALSE(watch_->is_degraded(0));
}

}  // namespace
}  // namespace aviary
