#include "bird/transport/sender.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/heartbeat.hpp"
#include "tests/bird/transport/small_world.hpp"

namespace aviary {

namespace {

// Every transcript of this file is in virtual time; a round trip takes 40 ms unless a test says
// otherwise.

bytes full_heartbeat() {
  heartbeat beat;
  beat.uptime_seconds = heartbeat_uptime_max;
  beat.local_time = std::chrono::sys_seconds(std::chrono::seconds(heartbeat_time_max));
  beat.name = "twenty characters, a";
  beat.location = "twenty characters, b";
  beat.interval_seconds = heartbeat_interval_max;
  beat.waiting = heartbeat_waiting_max;
  beat.dropped = heartbeat_dropped_max;
  beat.oldest_seconds = heartbeat_oldest_max;
  return encode(beat);
}

// Drops one fragment of every message while `*on`; for ever without it.
std::function<bool(const bird_request&)> dropping_fragment(unsigned index, bool* on = nullptr) {
  return [=](const bird_request& asked) {
    const auto* part = std::get_if<fragment_request>(&asked.body);
    return (on == nullptr || *on) && part != nullptr && part->index.value == index;
  };
}

void expect_rules_kept(const small_world& world) {
  EXPECT_EQ(world.broken_rules, std::vector<std::string>{});
  EXPECT_EQ(world.console.broken_rules, std::vector<std::string>{});
}

std::string transcript_of(small_world& world) {
  expect_rules_kept(world);
  return "\n" + world.transcript();
}

// -- counts ---------------------------------------------------------------------------------------

TEST(Sender, needs_as_many_queries_as_the_name_space_asks_for) {
  for (const auto& [octets, queries] : std::vector<std::pair<std::size_t, std::size_t>>{
           {80, 1}, {1024, 9}, {4096, 33}, {body_octets_max, 521}}) {
    small_world world;
    world.offer(incompressible(octets));
    ASSERT_TRUE(world.run_until_delivered(10s));
    EXPECT_EQ(world.sent_at.size(), queries) << octets;
    expect_rules_kept(world);
  }
}

TEST(Sender, a_heartbeat_with_full_texts_is_one_query) {
  small_world world;
  world.heartbeat(full_heartbeat());
  world.run(10s);
  world.forget_transcript();
  world.heartbeat(full_heartbeat());
  world.run(10s);
  EXPECT_EQ(transcript_of(world), R"(
  10.000 one-shot
  10.040 heartbeat answered
)");
}

// -- repeating and giving up ----------------------------------------------------------------------

// Three more sends at growing gaps, then the whole message is parked. Meanwhile nothing is
// answered, so the sender asks for the status, and learns that the console is there.
TEST(Sender, fragment_3_of_4_dropped_for_ever) {
  small_world world;
  world.drops = dropping_fragment(2);
  world.offer(incompressible(430));
  world.run(8s);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 fragment 1 of 4
   0.000 fragment 2 of 4
   0.000 fragment 3 of 4
   0.000 fragment 4 of 4
   1.040 fragment 3 of 4
   3.040 fragment 3 of 4
   3.829 status
   7.040 fragment 3 of 4
   7.140 parked 0: nothing new got through
)");
}

TEST(Sender, a_fragment_that_never_passes_is_sent_as_often_each_time) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    small_world world(seed);
    world.drops = dropping_fragment(2);
    world.offer(incompressible(430));
    world.run(8s);
    for (int offers = 0; offers < 3; ++offers) {
      world.forget_transcript();
      ASSERT_TRUE(world.run(60s, [&, before = world.parked] { return world.parked > before; }));
      const auto seen = world.transcript();
      EXPECT_EQ(times(seen, "fragment 3"), 4u) << "seed " << seed << seen;  // with three rounds
      EXPECT_EQ(times(seen, "console answers"), 0u) << seen;
    }
    expect_rules_kept(world);
  }
}

TEST(Sender, a_retry_sends_the_same_sealed_bytes_status_first) {
  small_world world;
  bool dropping = true;
  world.drops = dropping_fragment(1, &dropping);
  world.offer(incompressible(300));
  world.run(8s);
  dropping = false;
  world.forget_transcript();
  world.run(8s);
  EXPECT_EQ(transcript_of(world), R"(
   8.140 status
   8.180 fragment 2 of 3
   8.220 acknowledged 0
)");
  EXPECT_EQ(world.statistics().sealed, 1u);
}

TEST(Sender, a_retry_seals_anew_when_the_console_forgot) {
  small_world world;
  bool dropping = true;
  world.drops = dropping_fragment(1, &dropping);
  world.offer(incompressible(300));
  world.run(8s);
  const auto first = world.statistics().last_counter;
  dropping = false;
  world.console.restart(true);
  world.forget_transcript();
  world.run(8s);
  EXPECT_EQ(transcript_of(world), R"(
   8.140 status
   8.180 fragment 1 of 3
   8.180 fragment 2 of 3
   8.180 fragment 3 of 3
   8.220 acknowledged 0
)");
  EXPECT_EQ(world.statistics().sealed, 2u);
  EXPECT_EQ(world.statistics().last_counter.value, first.value + 1);
}

TEST(Sender, a_retry_seals_anew_what_the_console_never_had) {
  small_world world;
  world.down = true;
  world.offer(incompressible(300));
  world.run(6s);
  EXPECT_EQ(world.statistics().sealed, 1u);
  world.down = false;
  ASSERT_TRUE(world.run_until_delivered(60s));
  EXPECT_EQ(world.statistics().sealed, 2u);
  expect_rules_kept(world);
}

TEST(Sender, a_late_reply_is_good_for_a_parked_report) {
  small_world world;
  world.console.log_delay = 8400ms;
  world.offer(incompressible(300));
  world.run(8200ms);
  world.forget_transcript();
  world.link.one_way = 300ms;
  world.run(1s);
  EXPECT_EQ(transcript_of(world), R"(
   8.225 status
   8.358 parked 0: nothing new got through
   8.825 acknowledged 0
)");
}

TEST(Sender, what_is_whole_but_not_durable_is_asked_for_by_status) {
  small_world world;
  world.console.log_delay = 250ms;
  world.offer(incompressible(40));
  world.run(1s);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 one-shot
   0.130 status
   0.330 status
   0.370 acknowledged 0
)") << "50 ms after the first word of it, then per timeout";
}

TEST(Sender, a_console_that_refuses_a_message_twice_has_it_parked) {
  small_world world;
  world.console.override_answer = [](const bird_request& asked) {
    const auto* part = std::get_if<fragment_request>(&asked.body);
    return part == nullptr
               ? std::nullopt
               : std::optional(fragment_ack_answer{part->at, message_status::unknown, 0, {}});
  };
  world.offer(incompressible(100));
  world.run(900ms);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 fragment 1 of 2
   0.000 fragment 2 of 2
   0.040 fragment 1 of 2
   0.040 fragment 2 of 2
   0.080 parked 0: the console could not use the message
)");
}

// -- the path -------------------------------------------------------------------------------------

TEST(Sender, an_outage_is_met_with_rare_status_queries) {
  small_world world;
  world.offer(incompressible(40));
  world.run(1s);
  world.forget_transcript();
  world.down = true;
  world.offer(incompressible(41));
  world.run(20s);
  world.down = false;
  world.run(30s);
  EXPECT_EQ(transcript_of(world), R"(
   1.000 one-shot
   2.000 one-shot
   3.907 status
   4.027 parked 1: nobody answers
   5.027 parked 1: nobody answers
   6.250 status
   7.027 parked 1: nobody answers
   9.368 status
  11.027 parked 1: nobody answers
  16.481 status
  19.027 parked 1: nobody answers
  34.191 status
  34.231 console answers
  34.231 one-shot
  34.271 acknowledged 1
)");
}

TEST(Sender, silence_tries_the_next_resolver) {
  small_world world(1, {}, {}, 3);
  world.dead = [](std::size_t resolver) { return resolver != 2; };
  world.offer(incompressible(40));
  world.run(30s);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 one-shot
   1.000 one-shot
   4.002 status by resolver 1
   4.736 parked 0: nobody answers
   5.736 parked 0: nobody answers
   5.816 status by resolver 2
   5.856 console answers
   5.856 one-shot by resolver 2
   5.896 acknowledged 0
)");
}

TEST(Sender, a_refusal_halves_the_window_and_pauses) {
  small_world world;
  int refusals = 0;
  world.refuses = [&](std::size_t) {
    return ++refusals <= 8 ? std::optional(dns_rcode::server_failure) : std::nullopt;
  };
  world.offer(incompressible(1024));
  world.run(500ms);
  EXPECT_EQ(world.statistics().window, 4u);
  world.forget_transcript();
  world.run(480ms);
  EXPECT_EQ(transcript_of(world), R"(
   0.929 fragment 1 of 9
   0.929 fragment 2 of 9
   0.929 fragment 3 of 9
   0.929 fragment 4 of 9
   0.969 fragment 5 of 9
   0.969 fragment 6 of 9
   0.969 fragment 7 of 9
   0.969 fragment 8 of 9
   0.969 fragment 9 of 9
)");
  EXPECT_EQ(world.statistics().refusals, 8u);
  EXPECT_TRUE(world.run_until_delivered(1s));
}

TEST(Sender, slow_down_is_obeyed) {
  small_world world;
  int answers = 0;
  world.console.override_answer =
      [&](const bird_request& asked) -> std::optional<fragment_ack_answer> {
    if (++answers > 1) return {};
    const auto& part = std::get<fragment_request>(asked.body);
    return fragment_ack_answer{part.at, message_status::slow_down, 5, {}};
  };
  world.offer(incompressible(1024));
  world.run(100ms);
  world.forget_transcript();
  world.run(5s);
  EXPECT_EQ(transcript_of(world), R"(
   5.040 fragment 1 of 9
   5.040 fragment 9 of 9
   5.080 acknowledged 0
)");
}

TEST(Sender, slow_down_takes_nothing_back_that_has_arrived) {
  small_world world;
  world.console.log_delay = 400ms;
  world.offer(incompressible(1024));
  world.console.override_answer =
      [&](const bird_request& asked) -> std::optional<fragment_ack_answer> {
    const auto* status = std::get_if<status_request>(&asked.body);
    if (status == nullptr || world.now > instant{300ms}) return {};
    return fragment_ack_answer{status->at, message_status::slow_down, 1, {}};
  };
  world.run(100ms);
  world.forget_transcript();
  ASSERT_TRUE(world.run_until_delivered(10s));
  EXPECT_EQ(times(transcript_of(world), "fragment"), 0u) << world.transcript();
}

TEST(Sender, a_slow_path_is_asked_each_name_twice) {
  small_world world(1, {1500ms, {}, 0, 0});
  std::map<std::string, int> names;
  std::vector<std::string> order;
  world.watch = [&](const sender::effects::send& sent) {
    const std::string name(as_text(parse_query(sent.octets)->name));
    if (++names[name] == 1) order.push_back(name);
  };
  world.down = true;
  world.heartbeat(full_heartbeat());
  world.run(8s);
  ASSERT_EQ(order.size(), 2u) << "the heartbeat, then a status";
  EXPECT_EQ(names[order[0]], 2);
  EXPECT_EQ(names[order[1]], 2);
  expect_rules_kept(world);
}

TEST(Sender, answers_that_do_not_fit_are_asked_for_over_tcp) {
  small_world world;
  world.truncates = true;
  world.offer(incompressible(300));
  world.run(1s);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 fragment 1 of 3
   0.000 fragment 2 of 3
   0.000 fragment 3 of 3
   0.040 fragment 1 of 3 over TCP
   0.040 fragment 2 of 3 over TCP
   0.040 path degraded
   0.040 fragment 3 of 3 over TCP
   0.080 acknowledged 0
)");
}

TEST(Sender, notices_that_long_names_do_not_pass) {
  small_world world;
  world.drops = [](const bird_request& asked) {
    return std::holds_alternative<fragment_request>(asked.body);
  };
  world.offer(incompressible(300));
  world.run(15s);
  EXPECT_NE(world.transcript().find("path degraded"), std::string::npos) << world.transcript();
  expect_rules_kept(world);
}

TEST(Sender, a_smaller_path_has_messages_sealed_anew) {
  for (const std::chrono::nanoseconds before : {100ms, 20'000ms}) {  // the second in a silence
    small_world world;
    bool dropping = true;
    world.drops = [&dropping](const bird_request&) { return dropping; };
    world.heartbeat(full_heartbeat());
    world.offer(incompressible(300));
    world.run(before);
    dropping = false;
    path_profile narrow;
    narrow.name_octets = 120;
    for (int i = 0; i < 2; ++i) world.handle(sender::commands::path_found{0, narrow});
    EXPECT_TRUE(world.run_until_delivered(90s));
    expect_rules_kept(world);
  }
}

TEST(Sender, a_console_that_does_not_know_the_bird_is_no_answer) {
  small_world world;
  world.console.knows_bird = false;
  world.offer(incompressible(40));
  world.run(5s);
  EXPECT_TRUE(world.statistics().silent);
  EXPECT_TRUE(world.statistics().unknown_here);
  EXPECT_EQ(world.statistics().answers, 0u);
  world.console.knows_bird = true;
  EXPECT_TRUE(world.run_until_delivered(60s));
  EXPECT_FALSE(world.statistics().unknown_here);
}

// -- heartbeats -----------------------------------------------------------------------------------

TEST(Sender, a_stale_token_is_repeated_once_at_once) {
  small_world world;
  world.heartbeat(full_heartbeat());
  world.run(5s);
  EXPECT_EQ(transcript_of(world), R"(
   0.000 one-shot
   0.040 heartbeat answered, stale token
   0.040 one-shot
   0.080 heartbeat answered
)");
  EXPECT_EQ(world.console.heartbeats_counted, 1u);
  world.console.restart(false);
  world.run(5s);
  world.forget_transcript();
  world.heartbeat(full_heartbeat());
  world.console.token = {{9, 9, 9, 9, 9, 9, 9, 9}};
  world.run(30ms);
  world.console.token = {{8, 8, 8, 8, 8, 8, 8, 8}};
  world.run(5s);
  EXPECT_EQ(transcript_of(world), R"(
  10.000 one-shot
  10.040 heartbeat answered, stale token
  10.040 one-shot
  10.080 heartbeat answered, stale token
)") << "once, not for ever";
}

TEST(Sender, brings_time_and_instructions_from_a_heartbeat) {
  small_world world;
  world.console.instructions = {1, "locate"};
  world.heartbeat(full_heartbeat());
  world.run(1s);
  ASSERT_EQ(world.heartbeats_answered.size(), 2u);
  EXPECT_FALSE(world.heartbeats_answered[0].counted);
  const auto& told = world.heartbeats_answered[1];
  EXPECT_TRUE(told.counted);
  EXPECT_EQ(told.instructions, (json_array{1, "locate"}));
  EXPECT_EQ(told.console_time, fake_console_time);
  EXPECT_EQ(told.token, world.console.token);
}

TEST(Sender, an_overdue_heartbeat_goes_before_reports) {
  small_world world;
  bool slow = true;
  world.console.override_answer =
      [&](const bird_request& asked) -> std::optional<fragment_ack_answer> {
    const auto* part = std::get_if<fragment_request>(&asked.body);
    if (part == nullptr || !std::exchange(slow, false)) return {};
    return fragment_ack_answer{part->at, message_status::slow_down, 6, {}};
  };
  world.offer(incompressible(4096));
  world.run(50ms);
  world.heartbeat(full_heartbeat());
  world.forget_transcript();
  world.run(6s);
  EXPECT_EQ(transcript_of(world).substr(0, 44), R"(
   6.040 one-shot
   6.040 fragment 1 of 33)");
}

TEST(Sender, a_heartbeat_is_never_parked) {
  small_world world;
  world.heartbeat(full_heartbeat());
  world.run(1s);
  world.down = true;
  world.heartbeat(full_heartbeat());
  world.run(100s);
  EXPECT_EQ(world.parked, 0u);
  EXPECT_TRUE(world.statistics().silent);
  world.down = false;
  world.heartbeat(full_heartbeat());
  world.run(80s);
  EXPECT_EQ(world.console.heartbeats_counted, 2u);
  expect_rules_kept(world);
}

// -- identity -------------------------------------------------------------------------------------

TEST(Sender, says_once_that_its_disk_was_rolled_back) {
  small_world world;
  for (int i = 0; i < 5; ++i) {
    world.offer(incompressible(40, 100 + static_cast<std::uint64_t>(i)));
    world.run(1s);
  }
  world.forget_transcript();
  world.counters.roll_back({2});
  world.heartbeat(full_heartbeat());
  world.run(1s);
  world.counters.roll_back({2});
  world.offer(incompressible(41));
  world.run(1s);
  EXPECT_EQ(world.transcript(),
            "   5.000 one-shot\n"
            "   5.040 rolled back\n"
            "   5.040 one-shot\n"
            "   5.080 heartbeat answered, stale token\n"
            "   6.000 one-shot\n"
            "   6.040 one-shot\n"
            "   6.080 acknowledged 5\n");
  EXPECT_GT(world.counters.peek(), counter{5});
}

// -- strangers ------------------------------------------------------------------------------------

TEST(Sender, junk_and_forgeries_change_nothing) {
  small_world world;
  std::vector<sender::effects::send> sent;
  world.watch = [&](const sender::effects::send& one) { sent.push_back(one); };
  world.down = true;
  world.offer(incompressible(40));
  const auto& query = sent.at(0).octets;
  const auto parsed = *parse_query(query);
  std::array<std::uint8_t, 512> buffer;
  bytes forged(80, 7);
  const auto size = write_txt_answer(buffer, parsed, forged, 15);
  bytes answer(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
  world.handle(sender::commands::datagram{0, {}});
  world.handle(sender::commands::datagram{0, byte_view(query)});
  world.handle(sender::commands::datagram{0, answer});
  answer[0] ^= 1;
  world.handle(sender::commands::datagram{0, answer});
  world.handle(sender::commands::send_failed{0});
  EXPECT_EQ(world.statistics().bad_datagrams, 4u);
  EXPECT_EQ(world.statistics().send_failures, 1u);
  EXPECT_EQ(world.statistics().answers, 0u);
  EXPECT_EQ(world.acknowledged, 0u);
}

// -- everything at once ---------------------------------------------------------------------------

TEST(Sender, everything_arrives_once_whatever_the_link_does) {
  EXPECT_TRUE(rc::check("everything arrives once", [] {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    link_quality link;
    link.loss = *rc::gen::element(0.0, 0.33, 0.5, 0.66);
    link.duplicated = *rc::gen::element(0.0, 0.2);
    link.one_way = std::chrono::milliseconds(*rc::gen::element(1, 20, 400));
    link.jitter = std::chrono::milliseconds(*rc::gen::element(0, 5, 60));
    small_world world(seed, link);
    world.console.log_delay = std::chrono::milliseconds(*rc::gen::element(0, 10, 300));
    const auto reports = *rc::gen::inRange<std::size_t>(1, 12);
    std::map<report_id, bytes> offered;
    for (std::size_t i = 0; i < reports; ++i) {
      auto body = incompressible(*rc::gen::inRange<std::size_t>(1, 4000), seed + i);
      offered[world.offer(body)] = body;
      if (i % 3 == 0) world.heartbeat(full_heartbeat());
      world.run(std::chrono::milliseconds(*rc::gen::inRange(0, 400)));
      if (*rc::gen::inRange(0, 20) == 0) world.console.restart(*rc::gen::arbitrary<bool>());
    }
    RC_ASSERT(world.run_until_delivered(24h));
    RC_ASSERT(world.broken_rules == std::vector<std::string>{});
    RC_ASSERT(world.console.broken_rules == std::vector<std::string>{});
    RC_ASSERT(world.acknowledged == reports);
    RC_ASSERT(world.console.filed.size() == reports);
    for (const auto& [id, body] : offered) RC_ASSERT(world.console.filed.at(id).body == body);
  }));
}

// Loss each way, a round trip of 40 ms, a console whose log takes no time. What is asked of a bird:
// 1 KiB in 0.15, 0.5 and 1 s, 64 KiB in 1, 2.5 and 5 s and at most 530, 780 and 1,100 queries.
TEST(Sender, is_as_quick_as_it_is_meant_to_be) {
  struct bar {
    std::size_t octets;
    double loss;
    std::chrono::milliseconds median;
    std::size_t queries;
    std::size_t runs;
  };
  for (const auto& [octets, loss, median, queries, runs] :
       {bar{1024, 0, 150ms, 12, 3}, bar{1024, 0.3, 500ms, 100, 200},
        bar{1024, 0.5, 1000ms, 100, 200}, bar{body_octets_max, 0, 1000ms, 530, 3},
        bar{body_octets_max, 0.3, 2500ms, 780, 15}, bar{body_octets_max, 0.5, 5000ms, 1100, 15}}) {
    std::vector<std::chrono::nanoseconds> times;
    std::vector<std::size_t> counts;
    for (std::size_t seed = 1; seed <= runs; ++seed) {
      small_world world(seed * 100, {20ms, {}, loss, 0});
      world.offer(incompressible(octets, seed));
      EXPECT_TRUE(world.run_until_delivered(24h));
      times.push_back(world.now - instant{});
      counts.push_back(world.sent_at.size());
      expect_rules_kept(world);
    }
    std::sort(times.begin(), times.end());
    std::sort(counts.begin(), counts.end());
    const auto in_seconds = [](auto time) { return static_cast<double>(time.count()) / 1e9; };
    std::printf("%6zu octets, %2.0f %% loss: median %.2f s, 90th %.2f s, %zu queries\n", octets,
                loss * 100, in_seconds(times[runs / 2]), in_seconds(times[runs * 9 / 10]),
                counts[runs / 2]);
    EXPECT_LE(times[runs / 2], median);
    EXPECT_LE(counts[runs / 2], queries);
  }
}

}  // namespace

}  // namespace aviary
