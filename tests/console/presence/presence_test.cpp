#include "console/presence/presence.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "messages/path_findings.hpp"
#include "tests/console/presence/presence_world.hpp"

namespace aviary {
namespace {

using events = bird_session::events;

class Presence : public testing::Test {
 protected:
  presence_world world_;
  test_bird bird_ = world_.add_bird();
};

// -- heartbeats ----------------------------------------------------------------------------------

TEST_F(Presence, counts_a_heartbeat_only_with_a_token) {
  const auto stale = *world_.reply_to(bird_, one_shot(bird_, seal(bird_, heartbeat_plain(bird_))));
  EXPECT_TRUE(stale.stale_token);
  EXPECT_EQ(world_.state_of(bird_), life::unheard);
  EXPECT_EQ(world_.count(bird_, events::settings_reported::name), 0U);
  bird_.token = stale.token;
  const auto message = seal(bird_, heartbeat_plain(bird_));
  const auto fresh = *world_.reply_to(bird_, one_shot(bird_, message));
  EXPECT_FALSE(fresh.stale_token);
  EXPECT_EQ(fresh.re, message.name);
  EXPECT_EQ(fresh.hash, report_hash{});
  EXPECT_EQ(fresh.highest, message.name.at);
  EXPECT_EQ(fresh.console_time, world_.wall());
  EXPECT_EQ(world_.state_of(bird_), life::alive);
}

TEST_F(Presence, tells_the_session_what_changed_and_no_more) {
  for (int i = 0; i < 3; ++i) world_.beat(bird_);
  ASSERT_EQ(world_.count(bird_, events::settings_reported::name), 1U);
  world_.beat(bird_, {.name = "ada", .location = "cellar", .interval_seconds = 15});
  const auto reported = world_.events(bird_, events::settings_reported::name);
  ASSERT_EQ(reported.size(), 2U);
  EXPECT_EQ(std::get<events::settings_reported>(reported[1]).location, "cellar");
}

TEST_F(Presence, tells_the_session_when_a_bird_had_to_drop_reports) {
  for (const std::uint32_t dropped : {0u, 2u, 2u, 3u})
    world_.beat(bird_, {.name = "ada", .interval_seconds = 15, .dropped = dropped});
  EXPECT_EQ(world_.count(bird_, events::reports_dropped::name), 2U);
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 2U);
  world_.restart();
  world_.beat(bird_, {.name = "ada", .interval_seconds = 15, .dropped = 3});
  EXPECT_EQ(world_.count(bird_, events::reports_dropped::name), 2U);
}

// The heartbeats of these tests say that nothing was ever acknowledged.
TEST_F(Presence, asks_for_a_reconcile_once_the_session_has_said_so) {
  world_.beat(bird_);
  const auto made = touch(bird_);
  world_.send({one_shot(bird_, seal(bird_, made.plain))});
  EXPECT_FALSE(world_.beat(bird_, {.name = "ada", .interval_seconds = 15, .waiting = 1}).reconcile);
  EXPECT_EQ(world_.count(bird_, events::reconcile_asked::name), 0U);
  EXPECT_FALSE(world_.beat(bird_).reconcile);
  EXPECT_EQ(world_.count(bird_, events::reconcile_asked::name), 1U);
  const auto message = seal(bird_, heartbeat_plain(bird_));
  for (int copies = 0; copies < 2; ++copies) {
    const auto asked = world_.reply_to(bird_, one_shot(bird_, message))->reconcile.value();
    EXPECT_EQ(asked.asker, world_.run());
    EXPECT_EQ(asked.digest, world_.witness_of(bird_).digest);
  }
  world_.restart();
  world_.beat(bird_);
  EXPECT_EQ(world_.beat(bird_).reconcile.value().asker, world_.run());
  EXPECT_EQ(world_.count(bird_, events::reconcile_asked::name), 2U);
}

TEST_F(Presence, says_when_a_heartbeat_does_not_parse_and_counts_it_all_the_same) {
  world_.beat(bird_);
  const auto plain = encode(envelope{heartbeat_head{bird_.token, {}}, {'x'}}, 113);
  const auto got = *world_.reply_to(bird_, one_shot(bird_, seal(bird_, plain)));
  EXPECT_TRUE(got.unparsable);
  EXPECT_FALSE(got.stale_token);
  EXPECT_EQ(world_.machine().counted().heartbeats, 2U);
  EXPECT_EQ(world_.count(bird_, events::settings_reported::name), 1U);
}

TEST_F(Presence, reports_silence_once_and_the_return) {
  world_.beat(bird_);
  world_.pass(46s + 121s);
  EXPECT_EQ(world_.state_of(bird_), life::silent);
  EXPECT_EQ(world_.count(bird_, events::fell_silent::name), 1U);
  world_.pass(10min);
  EXPECT_EQ(world_.count(bird_, events::fell_silent::name), 1U);
  world_.beat(bird_);
  EXPECT_EQ(world_.state_of(bird_), life::alive);
  EXPECT_EQ(world_.count(bird_, events::returned::name), 1U);
}

TEST_F(Presence, misses_a_bird_after_a_restart_and_not_one_that_was_never_there) {
  const auto unheard = world_.add_bird();
  world_.beat(bird_);
  world_.restart();
  EXPECT_EQ(world_.state_of(bird_), life::awaited);
  world_.pass(170s);
  EXPECT_EQ(world_.count(bird_, events::fell_silent::name), 1U);
  EXPECT_EQ(world_.count(unheard, events::fell_silent::name), 0U);
  world_.restart();
  EXPECT_EQ(world_.state_of(bird_), life::silent);
  world_.pass(170s);
  EXPECT_EQ(world_.count(bird_, events::fell_silent::name), 1U) << "it is silent already";
  world_.beat(bird_);
  EXPECT_EQ(world_.count(bird_, events::returned::name), 1U);
}

TEST_F(Presence, makes_no_dead_bird_alive_by_replayed_heartbeats) {
  EXPECT_TRUE(rc::check("replays across restarts", [] {
    presence_world world(*rc::gen::arbitrary<std::uint32_t>());
    auto bird = world.add_bird();
    std::vector<sent_query> captured;
    for (int i = 0; i < 5; ++i) {
      world.beat(bird);
      captured.push_back(one_shot(bird, seal(bird, heartbeat_plain(bird))));
      if (*rc::gen::arbitrary<bool>())
        world.exchange(bird, captured.back());  // or it was held back
      world.pass(std::chrono::seconds(*rc::gen::inRange(1, 90)));
    }
    // The bird dies here. What was held back may still be delivered.
    const auto returned = [&] { return world.count(bird, events::returned::name); };
    const bool restarted = *rc::gen::arbitrary<bool>();
    if (restarted) world.restart();
    const auto settings = world.count(bird, events::settings_reported::name);
    const auto died = world.now();
    auto returns = returned();
    while (world.now() < died + 10min) {
      world.exchange(bird, captured[*rc::gen::inRange<std::size_t>(0, captured.size())]);
      if (*rc::gen::inRange(0, 20) == 0) world.restart();
      world.pass(std::chrono::seconds(*rc::gen::inRange(1, 60)));
      const bool over = world.now() >= died + 3 * 15s + 120s;
      if (over || restarted) RC_ASSERT(world.state_of(bird) != life::alive);
      if (over || restarted) RC_ASSERT(returned() == returns);
      returns = returned();
    }
    world.pass(3min);  // each restart gives it another chance
    RC_ASSERT(world.state_of(bird) == life::silent);
    RC_ASSERT(returned() == returns);
    RC_ASSERT(world.count(bird, events::settings_reported::name) == settings);
  }));
}

// -- reports in one query ------------------------------------------------------------------------

TEST_F(Presence, replies_when_the_report_is_durable_and_not_before) {
  const auto made = touch(bird_);
  const auto message = seal(bird_, made.plain);
  world_.hold();
  const auto query = one_shot(bird_, message);
  const auto slot = world_.send({query}).front();
  const auto early = ack_in(world_.read(bird_, query, slot));
  ASSERT_TRUE(early);
  EXPECT_EQ(early->status, message_status::complete_reply_pending);
  EXPECT_TRUE(early->received.complete({0}));
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 1U) << "decided, not durable";
  EXPECT_EQ(status_in(world_.exchange(bird_, status_of(bird_, message.name.at))),
            message_status::complete_reply_pending);
  world_.release();
  EXPECT_TRUE(
      takes(presence_world::open_reply(bird_, *world_.read(bird_, query, slot)), message, made.id));
  EXPECT_TRUE(takes(world_.reply_to(bird_, status_of(bird_, message.name.at)), message, made.id));
}

TEST_F(Presence, forgets_after_a_crash_and_accepts_once_all_the_same) {
  const auto made = touch(bird_);
  const auto first = seal(bird_, made.plain);
  EXPECT_TRUE(takes(world_.reply_to(bird_, one_shot(bird_, first)), first, made.id));
  world_.restart();
  EXPECT_EQ(status_in(world_.exchange(bird_, status_of(bird_, first.name.at))),
            message_status::unknown);
  const auto second = seal(bird_, made.plain);
  EXPECT_TRUE(takes(world_.reply_to(bird_, one_shot(bird_, second)), second, made.id));
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 1U);
}

TEST_F(Presence, promises_nothing_that_a_crash_takes_back) {
  const auto made = touch(bird_);
  const auto message = seal(bird_, made.plain);
  world_.hold();
  EXPECT_FALSE(world_.reply_to(bird_, one_shot(bird_, message)));
  world_.restart();
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 0U);
  EXPECT_TRUE(takes(world_.reply_to(bird_, one_shot(bird_, message)), message, made.id));
}

TEST_F(Presence, answers_duplicates_from_what_it_knows) {
  const auto made = touch(bird_);
  const auto message = seal(bird_, made.plain);
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(takes(world_.reply_to(bird_, one_shot(bird_, message)), message, made.id));
  EXPECT_EQ(world_.machine().counted().reports, 1U);
  EXPECT_EQ(world_.machine().counted().duplicates, 19U);
}

TEST_F(Presence, says_so_when_a_report_does_not_parse) {
  const bytes body{'{', 0xFF};
  const auto id = make_report_id({{7}, 42}, {0}, body);
  const auto message = seal(bird_, encode(envelope{report_head{id, {}}, body}, 113));
  const auto got = world_.reply_to(bird_, one_shot(bird_, message));
  EXPECT_TRUE(takes(got, message, id));
  EXPECT_TRUE(got->unparsable);
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 1U);
}

TEST_F(Presence, tells_a_bird_to_wait_when_the_disk_is_full) {
  world_.beat(bird_);
  world_.set_room(false);
  world_.pass(1s);
  const auto made = touch(bird_);
  const auto message = seal(bird_, made.plain);
  const auto got = ack_in(world_.exchange(bird_, one_shot(bird_, message)));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, message_status::slow_down);
  EXPECT_EQ(got->seconds, presence::slow_down_full_seconds);
  auto console = bird_;
  console.id = console_itself;
  world_.pass(5s);
  EXPECT_EQ(world_.count(console, events::report_accepted::name), 1U) << "storage_low, once";
  EXPECT_FALSE(world_.beat(bird_).stale_token) << "heartbeats need no disk";
  world_.set_room(true);
  world_.pass(1s);
  EXPECT_TRUE(takes(world_.reply_to(bird_, one_shot(bird_, message)), message, made.id));
}

// -- uploads -------------------------------------------------------------------------------------

TEST_F(Presence, keeps_what_a_bird_found_out_about_its_paths) {
  const known_paths paths{{"192.0.2.1:53", path_findings{}}};
  const auto text = R"({"paths":)" + serialize_json(to_json(paths)) + R"(,"more":1})";
  const bytes body(text.begin(), text.end());
  for (int i = 0; i < 2; ++i) {
    const auto message = seal(bird_, encode(envelope{upload_head{}, body}, 113));
    std::optional<reply> got;
    for (std::size_t part = 0; part < fragments_in(message); ++part)
      got = world_.reply_to(bird_, fragment_of(bird_, message, part));
    ASSERT_TRUE(got && !got->unparsable);
    EXPECT_EQ(got->hash, hash_report(body));
  }
  const auto kept = world_.events(bird_, events::paths_reported::name);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(std::get<events::paths_reported>(kept[0]).paths, serialize_json(to_json(paths)));
}

// -- what cannot be read -------------------------------------------------------------------------

TEST_F(Presence, files_what_it_cannot_read_once_and_ends_the_matter) {
  const std::vector<bytes> odd{{}, {0}, {9, 1, 2, 3}, {2, 1, 2, 3}, {1, 5}};
  for (const auto& plain : odd) {
    const auto message = seal(bird_, plain);
    const auto got = world_.reply_to(bird_, one_shot(bird_, message));
    ASSERT_TRUE(got) << plain.size();
    EXPECT_EQ(got->re, message.name);
    EXPECT_TRUE(got->unparsable);
    EXPECT_EQ(got->hash, report_hash{}) << "nobody can say what its body is";
    world_.restart();
    EXPECT_TRUE(world_.reply_to(bird_, one_shot(bird_, message))->unparsable);
  }
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), odd.size());
}

TEST_F(Presence, lets_a_bird_drop_what_this_console_has_no_use_for) {
  const bytes body{'{', '}'};
  for (const auto& plain : {encode(envelope{instruction_result_head{}, body}, 113),
                            encode(envelope{upload_head{}, body}, 113)}) {
    const auto got = world_.reply_to(bird_, one_shot(bird_, seal(bird_, plain)));
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->unparsable);
    EXPECT_EQ(got->hash, hash_report(body));
  }
}

TEST_F(Presence, acknowledges_a_report_whose_body_does_not_decompress_under_its_own_name) {
  auto made = touch(bird_);
  made.plain[0] |= 0x80;  // says Brotli, and is none
  const auto message = seal(bird_, made.plain);
  const auto got = world_.reply_to(bird_, one_shot(bird_, message));
  EXPECT_TRUE(takes(got, message, made.id));
  EXPECT_TRUE(got->unparsable);
}

TEST_F(Presence, lets_no_bird_speak_for_the_console) {
  const auto body = touch(bird_).body;
  const auto id = make_report_id(console_boot, {0}, as_bytes(body));
  const auto plain = encode(envelope{report_head{id, {}}, {body.begin(), body.end()}}, 113);
  const auto message = seal(bird_, plain);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(world_.reply_to(bird_, one_shot(bird_, message)));
    world_.restart();
  }
  const auto accepted = world_.events(bird_, events::report_accepted::name);
  ASSERT_EQ(accepted.size(), 1U) << "deduplicated, unlike what the console says itself";
  EXPECT_NE(std::get<events::report_accepted>(accepted[0]).id.boot, console_boot);
}

// -- messages of several fragments ---------------------------------------------------------------

TEST_F(Presence, puts_a_batch_of_fragments_together) {
  const auto made = touch(bird_, 900);
  const auto message = seal(bird_, made.plain);
  std::vector<sent_query> queries;
  for (std::size_t i = 0; i < fragments_in(message); ++i)
    queries.push_back(fragment_of(bird_, message, i));
  const auto slots = world_.send(queries);
  EXPECT_TRUE(
      takes(presence_world::open_reply(bird_, *world_.read(bird_, queries.back(), slots.back())),
            message, made.id));
  EXPECT_EQ(status_in(world_.read(bird_, queries.front(), slots.front())),
            message_status::complete_reply_pending)
      << "one REPLY for a message";
  EXPECT_EQ(world_.streams_on_disk(), 0U) << "it was too quick to be written";
}

TEST_F(Presence, shows_by_the_bitmap_what_is_missing) {
  const auto made = touch(bird_, 900);
  const auto message = seal(bird_, made.plain);
  const auto last = fragments_in(message) - 1;
  world_.exchange(bird_, fragment_of(bird_, message, 0));
  const auto got = ack_in(world_.exchange(bird_, fragment_of(bird_, message, last)));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, message_status::partial);
  EXPECT_EQ(got->received.first_missing(), fragment_index{1});
  EXPECT_TRUE(got->received.test({static_cast<std::uint16_t>(last)}));
  EXPECT_EQ(ack_in(world_.exchange(bird_, status_of(bird_, message.name.at)))->received,
            got->received);
}

/// A bird that sends what the bitmap misses, over a network that loses, repeats and reorders.
struct stubborn_sender {
  presence_world& world;
  test_bird& bird;
  const made_report& made;
  std::mt19937& random;
  int loss_percent;

  bool lost() { return static_cast<int>(random() % 100) < loss_percent; }

  /// Rounds until a REPLY took the report.
  int run(const std::function<void()>& between) {
    auto message = seal(bird, made.plain);
    fragment_bitmap received;
    bool anything = false;
    for (int round = 1;; ++round) {
      AVIARY_INVARIANT(round < 2000, "the report arrives");
      std::vector<sent_query> queries{ask(bird, status_request{low_of(message.name.at)})};
      const fragment_index last{static_cast<std::uint16_t>(fragments_in(message) - 1)};
      for (auto next = received.next_missing({0}, last); next && queries.size() < 32;
           next = received.next_missing({static_cast<std::uint16_t>(next->value + 1)}, last)) {
        queries.push_back(fragment_of(bird, message, next->value));
        if (random() % 8 == 0) queries.push_back(queries.back());
        if (next->value == last.value) break;
      }
      std::ranges::shuffle(queries, random);
      std::erase_if(queries, [&](const auto&) { return lost(); });
      const auto slots = world.send(queries);
      bool start_again = false;
      for (std::size_t i = 0; i < queries.size(); ++i) {
        const auto got = world.read(bird, queries[i], slots[i]);
        if (lost() || !got) continue;
        if (takes(presence_world::open_reply(bird, *got), message, made.id)) return round;
        const auto ack = ack_in(got);
        if (!ack || ack->at != low_of(message.name.at)) continue;
        start_again |= anything && ack->status == message_status::unknown;
        if (ack->status != message_status::partial) continue;
        received = ack->received;  // the console may have forgotten some
        anything = true;
      }
      if (start_again) {
        message = seal(bird, made.plain);
        received = {};
        anything = false;
      }
      between();
    }
  }
};

TEST_F(Presence, gets_every_message_once_whatever_the_network_and_the_power_do) {
  EXPECT_TRUE(rc::check("loss, duplication, reordering, restarts", [] {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    std::mt19937 random(seed);
    presence_world world(seed);
    auto bird = world.add_bird();
    const auto loss = *rc::gen::element(0, 33, 66);
    const auto crash_percent = *rc::gen::element(0, 3, 20);
    std::multiset<std::string> bodies;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const auto made = touch(bird, *rc::gen::element<std::size_t>(0, 300, 3'000, 12'000, 40'000));
      bodies.insert(made.body);
      stubborn_sender{world, bird, made, random, loss}.run([&] {
        if (random() % 3 == 0) world.hold();
        if (static_cast<int>(random() % 100) < crash_percent) world.restart();
        if (random() % 3 == 0) world.release();
        world.pass(std::chrono::milliseconds(random() % 400));
      });
    }
    world.release();
    std::multiset<std::string> accepted;
    for (const auto& one : world.events(bird, events::report_accepted::name))
      accepted.insert(std::get<events::report_accepted>(one).body);
    RC_ASSERT(accepted == bodies);
    const auto nonces = world.nonces();
    RC_ASSERT(std::set<bytes>(nonces.begin(), nonces.end()).size() == nonces.size());
  }));
}

TEST_F(Presence, goes_on_in_the_middle_of_a_message_after_a_restart) {
  const auto made = touch(bird_, 6000);
  const auto message = seal(bird_, made.plain);
  const auto count = fragments_in(message);
  ASSERT_GT(count, 40U);
  for (std::size_t i = 0; i < 40; ++i) world_.exchange(bird_, fragment_of(bird_, message, i));
  world_.restart();
  const auto got = ack_in(world_.exchange(bird_, status_of(bird_, message.name.at)));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, message_status::partial);
  EXPECT_EQ(got->received.count(), 32U) << "two batches of sixteen were written";
  std::optional<reply> done;
  for (std::size_t i = 32; i < count; ++i)
    done = world_.reply_to(bird_, fragment_of(bird_, message, i));
  EXPECT_TRUE(takes(done, message, made.id));
  EXPECT_EQ(world_.streams_on_disk(), 0U) << "retired";
}

// -- adversaries ---------------------------------------------------------------------------------

TEST_F(Presence, changes_nothing_for_replayed_captures) {
  std::vector<sent_query> captured;
  for (int i = 0; i < 4; ++i) {
    const auto made = touch(bird_, i % 2 == 0 ? 0 : 700);
    const auto message = seal(bird_, made.plain);
    if (i % 2 == 0) captured.push_back(one_shot(bird_, message));
    for (std::size_t j = 0; i % 2 == 1 && j < fragments_in(message); ++j)
      captured.push_back(fragment_of(bird_, message, j));
  }
  for (const auto& query : captured) world_.exchange(bird_, query);
  ASSERT_EQ(world_.count(bird_, events::report_accepted::name), 4U);
  std::mt19937 random(1);
  for (int i = 0; i < 5; ++i) {
    std::ranges::shuffle(captured, random);
    for (const auto& query : captured) world_.exchange(bird_, query);
    if (i % 2 == 0) world_.restart();
  }
  EXPECT_EQ(world_.count(bird_, events::report_accepted::name), 4U);
  EXPECT_EQ(world_.state_of(bird_), life::unheard);
}

TEST_F(Presence, changes_nothing_for_forged_fragments) {
  const auto made = touch(bird_, 700);
  const auto message = seal(bird_, made.plain);
  const auto count = fragments_in(message);
  for (std::size_t i = 0; i + 1 < count; ++i)
    world_.exchange(bird_, fragment_of(bird_, message, i));
  // Somebody without the key alters what he captured: each octet of the payload, one bit.
  const auto genuine = fragment_of(bird_, message, count - 1);
  const auto unpacked = *unpack_name(genuine.name.wire(), test_zone());
  for (std::size_t i = 4; i < unpacked.payload().size(); ++i) {
    auto altered = unpacked;
    altered.octets[i] ^= 1;
    const auto name = pack_name(altered.control, altered.payload(), test_zone());
    EXPECT_FALSE(world_.verify({name, {}, genuine.code})) << "octet " << i;
  }
  EXPECT_TRUE(takes(world_.reply_to(bird_, genuine), message, made.id));
}

TEST_F(Presence, discards_a_whole_that_does_not_open) {
  const auto made = touch(bird_, 700);
  const auto message = seal(bird_, made.plain);
  auto other = message;  // a cloned bird under the same counter
  for (auto& octet : other.sealed) octet ^= 0x55;
  const auto count = fragments_in(message);
  for (std::size_t i = 0; i + 1 < count; ++i)
    world_.exchange(bird_, fragment_of(bird_, message, i));
  EXPECT_EQ(status_in(world_.exchange(bird_, fragment_of(bird_, other, count - 1))),
            message_status::unknown);
  EXPECT_EQ(world_.machine().counted().not_opened, 1U);
  EXPECT_EQ(world_.machine().reassemblies().open(), 0U);
  const auto again = seal(bird_, made.plain);
  std::optional<reply> done;
  for (std::size_t i = 0; i < count; ++i)
    done = world_.reply_to(bird_, fragment_of(bird_, again, i));
  EXPECT_TRUE(takes(done, again, made.id));
}

TEST_F(Presence, holds_nothing_that_it_does_not_count) {
  const auto made = touch(bird_, 700);
  const auto message = seal(bird_, made.plain);
  world_.exchange(bird_, fragment_of(bird_, message, 0));
  // What disagreed is told only after a fragment that fits has begun the message anew.
  const fragment_stream::message_place place{bird_.tag, message.name.at};
  const fragment_stream::hints::fragment_ack ended_as{place, message_status::unknown, {}, {}};
  const auto wanted = world_.machine().handle(ended_as);
  EXPECT_EQ(world_.machine().reassemblies().open(), 0U);
  ASSERT_EQ(wanted.size(), 1U);
  const auto& ended = std::get<presence::to_fragment_stream>(wanted[0]);
  EXPECT_EQ(ended.message, place);
  EXPECT_TRUE(std::holds_alternative<fragment_stream::commands::discard>(ended.what));
  EXPECT_TRUE(world_.machine().handle(ended_as).empty());
}

TEST_F(Presence, keeps_the_four_messages_with_the_highest_counters) {
  const auto made = touch(bird_, 700);
  std::vector<sealed_message> messages;
  for (int i = 0; i < 6; ++i) messages.push_back(seal(bird_, made.plain));
  for (const auto& message : messages) world_.exchange(bird_, fragment_of(bird_, message, 0));
  EXPECT_EQ(world_.machine().reassemblies().open(), 4U);
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_EQ(status_in(world_.exchange(bird_, status_of(bird_, messages[i].name.at))),
              i < 2 ? message_status::unknown : message_status::partial);
  EXPECT_EQ(status_in(world_.exchange(bird_, fragment_of(bird_, messages[0], 1))),
            message_status::unknown)
      << "an old capture pushes out nothing";
  world_.pass(10s);  // they are written by then
  world_.restart();
  bird_.next = messages[0].name.at;  // as when its disk was put back
  const auto told = world_.reply_to(bird_, one_shot(bird_, seal(bird_, heartbeat_plain(bird_))));
  EXPECT_EQ(told->highest, messages[5].name.at) << "it must pass them";
}

TEST_F(Presence, gives_a_message_up_after_a_day) {
  const auto made = touch(bird_, 3000);
  const auto message = seal(bird_, made.plain);
  for (std::size_t i = 0; i < 20; ++i) world_.exchange(bird_, fragment_of(bird_, message, i));
  EXPECT_EQ(world_.streams_on_disk(), 1U);
  world_.pass(23h);
  world_.restart();
  EXPECT_EQ(world_.streams_on_disk(), 1U);
  world_.pass(1h);
  EXPECT_EQ(world_.streams_on_disk(), 0U);
  EXPECT_EQ(world_.machine().reassemblies().open(), 0U);
}

TEST_F(Presence, stays_small_when_the_keys_are_stolen) {
  std::mt19937 random(7);
  world_.hold();  // the disk is slow, too
  for (int i = 0; i < 20'000; ++i) {
    bird_.next.value += random() % 3;
    const auto made = touch(bird_, i % 4 == 0 ? 700 : 0);
    const auto message = seal(bird_, made.plain);
    if (i % 4 == 0)
      world_.send({fragment_of(bird_, message, random() % fragments_in(message))});
    else
      world_.send({one_shot(bird_, message)});
    if (i % 1000 == 0) world_.pass(1s);
  }
  EXPECT_LE(world_.machine().reassemblies().open(), messages_in_flight_max);
  EXPECT_LE(world_.machine().messages().pending(), message_table::pending_per_bird_max);
  EXPECT_GT(world_.machine().counted().slowed_down, 10'000U);
  world_.release();
  EXPECT_LE(world_.machine().messages().finished(), message_table::finished_per_bird_max);
  EXPECT_EQ(world_.machine().messages().pending(), 0U);
}

// -- registrations -------------------------------------------------------------------------------

TEST_F(Presence, ends_a_registration_with_the_next) {
  world_.beat(bird_);
  auto former = bird_;
  bird_.tag = {bird_.tag.value ^ 1};
  world_.register_bird(bird_, {2});
  EXPECT_FALSE(world_.verify(one_shot(former, seal(former, heartbeat_plain(former)))));
  EXPECT_EQ(world_.state_of(bird_), life::alive) << "the same bird";
  world_.pass(170s);
  EXPECT_EQ(world_.count(bird_, events::fell_silent::name), 1U);
  world_.beat(bird_);
  EXPECT_EQ(world_.count(bird_, events::returned::name), 1U);
}

// -- probes and pulls ----------------------------------------------------------------------------

TEST_F(Presence, fills_the_answer_to_a_hello) {
  for (const auto code : {answer_code::raw_1232, answer_code::raw_512, answer_code::base64_1232,
                          answer_code::base64_512}) {
    const auto query = ask(bird_, hello_request{0xAB, 200}, code);
    const auto got = world_.exchange(bird_, query);
    ASSERT_TRUE(got && std::holds_alternative<hello_answer>(*got));
    EXPECT_EQ(std::get<hello_answer>(*got).first, 0xAB);
    EXPECT_EQ(std::get<hello_answer>(*got).fill_octets,
              hello_fill_octets(code, query.name.wire().size()));
  }
}

TEST_F(Presence, knows_no_object_yet) {
  EXPECT_FALSE(world_.exchange(bird_, ask(bird_, pull_request{{1}, {0}})));
}

}  // namespace
}  // namespace aviary
