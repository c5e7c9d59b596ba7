#include "bird/uplink.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "messages/dns_query.hpp"
#include "messages/report_id.hpp"
#include "tests/bird/transport/fake_console.hpp"
#include "tests/bird/transport/test_ports.hpp"

namespace aviary {
namespace {

class still_clock final : public clock_port {
 public:
  instant now() const override { return now_; }
  std::uint64_t machine_boot() const override { return 1; }
  wall_time wall_now() const override { return {}; }
  void pass(instant::duration time) { now_ += time; }

 private:
  instant now_{std::chrono::hours(1)};
};

/// An uplink whose queries nobody answers.
class Uplink : public testing::Test {
 protected:
  static retry_queue::effects::offer item(std::uint32_t sequence) {
    const std::string body = R"({"logtype":4002})";
    const auto id = make_report_id({{7}, 1}, {sequence}, as_bytes(body));
    return {to_text(id), body, {1, 0}, 1, {}};
  }

  template <class Effect>
  static std::size_t count(const std::vector<uplink::effect>& effects) {
    std::size_t found = 0;
    for (const auto& one : effects) found += std::holds_alternative<Effect>(one) ? 1 : 0;
    return found;
  }

  static uplink_settings settings(bool probes_paths) {
    uplink_settings out;
    out.name = "fileserver-02";
    out.location = "Cape Town DC1";
    out.probes_paths = probes_paths;
    out.resolvers = {"192.0.2.1:53"};
    return out;
  }

  uplink bird_with(uplink_settings settings) {
    return {std::move(settings),
            {*zone_name::parse("c.example.net"),
             {9},
             derive_up_keys({}),
             derive_down_keys({}),
             {path_profile{}}},
            counters_,
            entropy_,
            clock_};
  }

  still_clock clock_;
  seeded_entropy entropy_{1};
  counters_in_memory counters_;
  uplink uplink_ = bird_with(settings(false));
};

TEST_F(Uplink, BeginsWithAHeartbeatOfOneQuery) {
  EXPECT_EQ(count<uplink::effects::send>(uplink_.tick()), 0u);  // it does not know the queue yet
  EXPECT_GT(uplink_.next_due(), clock_.now());
  EXPECT_EQ(count<uplink::effects::send>(uplink_.count({})), 1u);
  EXPECT_GT(uplink_.next_due(), clock_.now());
}

TEST_F(Uplink, SendsWhatTheQueueOffers) {
  uplink_.count({});
  EXPECT_EQ(count<uplink::effects::send>(uplink_.offer(item(0))), 1u);
  EXPECT_EQ(uplink_.status().path.sealed, 2u);
}

TEST_F(Uplink, ParksWhatNobodyAnswers) {
  uplink_.count({});
  auto effects = uplink_.offer(item(0));
  std::size_t told = 0;
  for (int turn = 0; turn < 1000 && told == 0; ++turn) {
    clock_.pass(std::max<instant::duration>(uplink_.next_due() - clock_.now(), {}));
    told = count<uplink::effects::tell_queue>(uplink_.tick());
  }
  EXPECT_EQ(told, 1u);
  EXPECT_EQ(uplink_.status().path.parked, 1u);
}

TEST_F(Uplink, ShowsHowTheQueueStands) {
  retry_queue::effects::counted queue;
  queue.waiting = 5;
  queue.dropped = 2;
  uplink_.count(queue);
  EXPECT_EQ(uplink_.status().waiting, 5u);
  EXPECT_EQ(uplink_.status().dropped, 2u);
  EXPECT_FALSE(uplink_.status().since_heartbeat);
}

/// An uplink and a console, without anything between them.
class UplinkAndConsole : public Uplink {
 protected:
  /// The answers to what leaves, and to what leaves upon them, until nothing does.
  std::vector<uplink::effect> settle(std::vector<uplink::effect> effects) {
    std::vector<uplink::effect> out;
    while (!effects.empty()) {
      auto next = std::move(effects.front());
      effects.erase(effects.begin());
      if (const auto* send = std::get_if<uplink::effects::send>(&next)) {
        auto answer = console_.answer(send->octets, clock_.now());
        for (auto& more : uplink_.receive(0, answer->datagram)) effects.push_back(std::move(more));
      } else {
        out.push_back(std::move(next));
      }
    }
    return out;
  }
  template <class Command>
  static std::vector<Command> told(const std::vector<uplink::effect>& effects) {
    std::vector<Command> found;
    for (const auto& one : effects)
      if (const auto* queue = std::get_if<uplink::effects::tell_queue>(&one))
        if (const auto* command = std::get_if<Command>(&queue->what)) found.push_back(*command);
    return found;
  }
  fake_console console_{*zone_name::parse("c.example.net"), {9}, {}, 5};
};

using commands = retry_queue::commands;

TEST_F(UplinkAndConsole, TellsTheQueueOfAReconcileWithWhatTheHeartbeatSaid) {
  retry_queue::effects::counted queue;
  queue.digest = {3, {}};
  queue.as_of = 17;
  console_.reconcile = reconcile_request{{{1}}, {2, {}}};
  const auto asked = told<commands::reconcile>(settle(uplink_.count(queue)));
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].asker, console_run{{1}});
  EXPECT_EQ(asked[0].theirs.count, 2u);
  EXPECT_EQ(asked[0].ours.count, 3u);
  EXPECT_EQ(asked[0].as_of, 17u);
  EXPECT_EQ(uplink_.status().disputed, true);
}

TEST_F(UplinkAndConsole, TakesNoReplyOfAConsoleFromBeforeTheRestore) {
  settle(uplink_.count({}));
  console_.reconcile = reconcile_request{{{1}}, {2, {}}};
  clock_.pass(std::chrono::seconds(17));  // a heartbeat is due
  auto late = uplink_.offer(item(0));
  ASSERT_EQ(count<uplink::effects::send>(late), 1u);
  const auto sealed = uplink_.status().path.sealed;
  auto upon = settle(uplink_.tick());
  EXPECT_EQ(told<commands::acknowledge>(upon).size(), 1u);  // what was sealed anew
  EXPECT_EQ(uplink_.status().path.sealed, sealed + 2);
  EXPECT_EQ(told<commands::acknowledge>(settle(std::move(late))).size(), 0u);
  // The same run of the console once more: what it promised holds.
  clock_.pass(std::chrono::seconds(17));
  auto on_its_way = uplink_.offer(item(1));
  EXPECT_EQ(told<commands::reconcile>(settle(uplink_.tick())).size(), 1u);
  EXPECT_EQ(told<commands::acknowledge>(settle(std::move(on_its_way))).size(), 1u);
}

TEST_F(UplinkAndConsole, HoldsWhatIsOfUnknownAgeUntilTheTimeIsTold) {
  auto beat = uplink_.count({});
  auto again = item(0);
  again.made.machine_boot = 7;  // the machine was booted since
  again.acknowledged = fake_console_time - std::chrono::hours(1);
  EXPECT_TRUE(uplink_.offer(again).empty());
  EXPECT_EQ(count<uplink::effects::send>(uplink_.offer(item(1))), 1u);
  const auto done = told<commands::acknowledge>(settle(std::move(beat)));
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].id, again.id);
  EXPECT_EQ(console_.filed.at(*report_id_from_text(again.id)).age_seconds, 3600u);
}

TEST_F(Uplink, CountsWhatIsNoAnswer) {
  const bytes odd{1, 2, 3};
  uplink_.receive(0, odd);
  EXPECT_EQ(uplink_.status().path.bad_datagrams, 1u);
}

// -- the path -------------------------------------------------------------------------------------

/// A path on which names have at most so many octets, and a bird that probes it.
class UplinkOnALimpingPath : public UplinkAndConsole {
 protected:
  explicit UplinkOnALimpingPath(std::chrono::seconds interval = std::chrono::seconds(15))
      : interval_(interval), prober_(bird_with(with_interval(interval))) {}

  static uplink_settings with_interval(std::chrono::seconds interval) {
    auto out = settings(true);
    out.interval = interval;
    return out;
  }

  std::vector<uplink::effect> run_for(std::chrono::seconds time) {
    std::vector<uplink::effect> out;
    const auto end = clock_.now() + time;
    while (prober_.next_due() <= end) {
      clock_.pass(std::max<instant::duration>(prober_.next_due() - clock_.now(), {}));
      auto effects = prober_.tick();
      for (std::size_t i = 0; i < effects.size(); ++i) {
        const auto* send = std::get_if<uplink::effects::send>(&effects[i]);
        const auto query = send ? parse_query(send->octets) : parse_query({});
        if (!query || query->name.size() > name_octets_max_) continue;
        auto answer = console_.answer(send->octets, clock_.now())->datagram;
        const auto request = console_.read(send->octets);
        // An octet of the TXT data, behind the record's head and the string's length.
        const auto data = dns_header_octets + query->name.size() + question_tail_octets + 12 + 1;
        if (changes_octets_ && request && !is_base64(request->code)) answer.at(data) ^= 0x80;
        for (auto& more : prober_.receive(0, answer)) effects.push_back(std::move(more));
      }
      std::ranges::move(effects, std::back_inserter(out));
    }
    for (const auto& one : out)
      if (const auto* notice = std::get_if<uplink::effects::notice>(&one); notice && stores_)
        prober_.note_told(*notice->then);
    return out;
  }
  static std::vector<report> notices(const std::vector<uplink::effect>& effects) {
    std::vector<report> out;
    for (const auto& one : effects)
      if (const auto* notice = std::get_if<uplink::effects::notice>(&one))
        out.push_back(notice->seen);
    return out;
  }

  // Heartbeats take several fragments there, whose last is short enough to pass.
  void expect_one_notice_of_a_new_limit() {
    prober_.count({});
    run_for(std::chrono::minutes(1));
    name_octets_max_ = 80;
    EXPECT_EQ(notices(run_for(std::chrono::minutes(15))).size(), 1u);
    EXPECT_EQ(prober_.status().path_found->name_octets, 80u);
    ASSERT_TRUE(prober_.status().since_heartbeat);
    EXPECT_LE(*prober_.status().since_heartbeat, interval_ + interval_ / 10);
    name_octets_max_ = 255;
    EXPECT_TRUE(notices(run_for(std::chrono::hours(27))).empty());
    EXPECT_FALSE(prober_.status().path_degraded);
  }

  std::chrono::seconds interval_;
  std::size_t name_octets_max_ = 120;
  bool changes_octets_ = false;  // of answers that are not Base64
  bool stores_ = true;           // the REPORT DESK, what is handed to it
  uplink prober_;
};

class UplinkWithRareHeartbeats : public UplinkOnALimpingPath {
 protected:
  UplinkWithRareHeartbeats() : UplinkOnALimpingPath(std::chrono::minutes(2)) {}
};

TEST_F(UplinkOnALimpingPath, AdaptsAndSaysSoOnce) {
  prober_.count({});
  const auto effects = run_for(std::chrono::minutes(1));
  EXPECT_EQ(count<uplink::effects::keep_path>(effects), 0u);  // the notice comes first
  ASSERT_EQ(notices(effects).size(), 1u);
  EXPECT_EQ(notices(effects)[0].type, log_types::path_degraded);
  ASSERT_TRUE(prober_.status().path_found);
  EXPECT_EQ(prober_.status().path_found->name_octets, 120u);
  EXPECT_TRUE(prober_.status().path_degraded);
  EXPECT_TRUE(prober_.status().since_heartbeat);  // in names that pass
  EXPECT_TRUE(notices(run_for(std::chrono::hours(27))).empty());
}

TEST_F(UplinkOnALimpingPath, TellsTheConsoleUntilItHasIt) {
  prober_.count({});
  run_for(std::chrono::minutes(1));
  ASSERT_EQ(console_.uploads.size(), 1u);
  const auto text = std::string(as_text(console_.uploads[0]));
  EXPECT_NE(text.find(R"({"paths":{"192.0.2.1:53":{"name_octets":120)"), std::string::npos) << text;
  run_for(std::chrono::hours(12));
  EXPECT_EQ(console_.uploads.size(), 1u);
}

TEST_F(UplinkWithRareHeartbeats, SaysAgainWhatCouldNotBeStored) {
  prober_.count({});
  stores_ = false;
  EXPECT_EQ(notices(run_for(std::chrono::minutes(1))).size(), 1u);
  stores_ = true;
  EXPECT_EQ(notices(run_for(std::chrono::hours(27))).size(), 1u);
  EXPECT_TRUE(notices(run_for(std::chrono::hours(27))).empty());
}

// All that is answered is answered in octets that somebody changes, until the bird asks for Base64.
TEST_F(UplinkOnALimpingPath, APathThatBeginsToChangeOctetsIsFoundInTheSilence) {
  name_octets_max_ = 255;
  prober_.count({});
  run_for(std::chrono::minutes(1));
  ASSERT_FALSE(prober_.status().path_degraded);
  changes_octets_ = true;
  run_for(std::chrono::minutes(15));
  EXPECT_FALSE(prober_.status().path.silent);
  EXPECT_LT(*prober_.status().since_heartbeat, std::chrono::minutes(1));
  EXPECT_EQ(prober_.status().path_found->code, answer_code::base64_1232);
}

TEST_F(UplinkOnALimpingPath, ANewLimitIsANewNotice) {
  expect_one_notice_of_a_new_limit();
}

TEST_F(UplinkWithRareHeartbeats, ANewLimitIsANewNotice) {
  expect_one_notice_of_a_new_limit();
}

}  // namespace
}  // namespace aviary
