#include "console/dns/answer_slots.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "messages/answer.hpp"
#include "messages/dns_stub.hpp"
#include "tests/console/dns/made_queries.hpp"

#include "tests/console/dns/dns_oracle.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;

constexpr instant start{};
const std::string asked_name = "iABC.c.example.net";

zone_answers usual_zone() {
  return *zone_answers::of(*zone_name::parse("c.example.net"),
                           {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
}

/// A pool, and an edge's thread that can be looked at.
struct edge {
  zone_answers zone = usual_zone();
  edge_counters counters;
  std::atomic<int> wakes = 0;
  registered_bird bird;
  answer_slots slots;

  explicit edge(std::size_t count = 4)
      : slots(
            zone, counters, 7, [this] { ++wakes; }, count) {}

  std::optional<answer_slot> take(byte_view datagram, instant now = start,
                                  return_path::transport over = return_path::transport::udp) {
    waiting_query query;
    query.query.value.fill(5);
    return_path path;
    path.over = over;
    if (!slots.take(query, *parse_query(datagram), path, bird, counter_low{77}, now))
      return std::nullopt;
    return query.slot;
  }

  /// Everything that is finished, freed.
  std::vector<bytes> sent() {
    std::vector<bytes> messages;
    answer_slots::finished_answer one;
    while (slots.collect({&one, 1}) == 1) {
      messages.emplace_back(one.message.begin(), one.message.end());
      slots.free(one);
    }
    return messages;
  }
};

bytes query() {
  made_query made;
  made.name = dns_name(as_bytes(std::string_view("\4iABC\1c\7exAmple\3net\0", 20)));
  return made.encode();
}

/// The TXT content of an answer, read as a bird does.
struct content {
  std::array<std::uint8_t, 2048> buffer;
  stub_answer answer;

  explicit content(byte_view message) {
    const auto name = dns_name(byte_view(query()).subspan(12, 20));
    const auto parsed = parse_stub_answer(message, 0x1234, name, buffer);
    EXPECT_TRUE(parsed);
    if (parsed) answer = *parsed;
  }
  std::string text() const { return std::string(as_text(answer.text)); }
};

// -- answers -------------------------------------------------------------------------------------

TEST(AnswerSlots, AnAnswerLeavesOnceWithTheQuestionAsItWas) {
  edge it;
  const auto slot = it.take(query());
  ASSERT_TRUE(slot);
  EXPECT_TRUE(it.sent().empty());
  EXPECT_TRUE(it.slots.answer(*slot, as_bytes("hello")));
  EXPECT_EQ(it.wakes, 0);
  it.slots.flush();
  EXPECT_EQ(it.wakes, 1);
  const auto sent = it.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(dns_text(sent[0]),
            "NOERROR qr aa edns\n?: iABC.c.exAmple.net. IN TXT\n"
            "=: iABC.c.exAmple.net. 15 IN TXT \"hello\"\n");
  EXPECT_TRUE(it.sent().empty());
  EXPECT_EQ(it.slots.in_use(), 0u);
}

TEST(AnswerSlots, TheEdgeIsWokenOnceForABatch) {
  edge it;
  it.slots.flush();
  EXPECT_EQ(it.wakes, 0) << "nothing was answered";
  for (int i = 0; i < 3; ++i) it.slots.answer(*it.take(query()), as_bytes("x"));
  it.slots.flush();
  EXPECT_EQ(it.wakes, 1);
  it.slots.answer(*it.take(query()), as_bytes("x"));
  it.slots.flush();
  EXPECT_EQ(it.wakes, 1) << "it has not looked yet";
  EXPECT_EQ(it.sent().size(), 4u);
  it.slots.flush();
  EXPECT_EQ(it.wakes, 1) << "all of it left already";
  it.slots.answer_nodata(*it.take(query()));
  it.slots.flush();
  EXPECT_EQ(it.wakes, 2);
}

TEST(AnswerSlots, OnlyTheFirstAnswerCounts) {
  edge it;
  const auto slot = *it.take(query());
  EXPECT_TRUE(it.slots.answer(slot, as_bytes("first")));
  EXPECT_FALSE(it.slots.answer(slot, as_bytes("second")));
  it.slots.answer_later(slot, as_bytes("third"));
  it.slots.answer_nodata(slot);
  const auto sent = it.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(content(sent[0]).text(), "first");
  EXPECT_FALSE(it.slots.answer(slot, as_bytes("late")));
}

TEST(AnswerSlots, ALateAnswerMeetsNobodyElsesQuery) {
  edge it(1);
  const auto old = *it.take(query());
  it.slots.answer(old, as_bytes("old"));
  it.sent();
  const auto fresh = *it.take(query());
  EXPECT_NE(old, fresh);
  EXPECT_FALSE(it.slots.answer(old, as_bytes("stale")));
  it.slots.answer_later(old, as_bytes("stale"));
  it.slots.answer_nodata(old);
  EXPECT_TRUE(it.slots.answer(fresh, as_bytes("fresh")));
  EXPECT_EQ(content(it.sent().at(0)).text(), "fresh");
}

TEST(AnswerSlots, ASlotOfAnotherProcessIsNobodys) {
  edge it;
  const auto slot = *it.take(query());
  for (const auto foreign : {slot.value ^ 1 << 16, slot.value | 0xFFFF, ~slot.value})
    EXPECT_FALSE(it.slots.answer({foreign}, as_bytes("foreign")));
  EXPECT_TRUE(it.sent().empty());
}

TEST(AnswerSlots, NodataIsWhatAStrangerGets) {
  edge it;
  it.slots.answer_nodata(*it.take(query()));
  EXPECT_EQ(dns_text(it.sent().at(0)),
            "NOERROR qr aa edns\n?: iABC.c.exAmple.net. IN TXT\n#: c.exAmple.net. 0 IN SOA"
            " ns1.c.exAmple.net. hostmaster.c.exAmple.net. 1 3600 600 86400 0\n");
}

TEST(AnswerSlots, WhatTheResolverDoesNotTakeOverUdpGoesToTcp) {
  const bytes text(900, 'x');
  made_query small;
  small.name = *dns_name::parse(asked_name);
  small.edns_payload_octets = std::nullopt;
  edge it;
  it.slots.answer(*it.take(small.encode()), text);
  EXPECT_EQ(dns_text(it.sent().at(0)), "NOERROR qr aa tc\n?: iabc.c.example.net. IN TXT\n");
  it.slots.answer(*it.take(small.encode(), start, return_path::transport::tcp), text);
  EXPECT_TRUE(dns_text(it.sent().at(0)).starts_with("NOERROR qr aa\n"));
  it.slots.answer(*it.take(query()), text);
  EXPECT_EQ(content(it.sent().at(0)).answer.text.size(), 900u);
}

// -- time-outs -----------------------------------------------------------------------------------

TEST(AnswerSlots, WhatIsParkedLeavesAfter40Milliseconds) {
  edge it;
  const auto slot = *it.take(query());
  it.slots.answer_later(slot, as_bytes("pending"));
  EXPECT_EQ(it.slots.next_due(), start + milliseconds(40));
  it.slots.expire(start + milliseconds(39));
  EXPECT_TRUE(it.sent().empty());
  it.slots.expire(start + milliseconds(40));
  EXPECT_EQ(content(it.sent().at(0)).text(), "pending");
  EXPECT_FALSE(it.slots.answer(slot, as_bytes("REPLY")));
  EXPECT_EQ(it.slots.next_due(), std::nullopt);
  EXPECT_EQ(it.counters.count(edge_outcome::reply_pending), 1u);
  EXPECT_EQ(it.wakes, 0) << "the edge's thread is awake already";
}

TEST(AnswerSlots, AnAnswerTakesThePlaceOfWhatIsParked) {
  edge it;
  const auto slot = *it.take(query());
  it.slots.answer_later(slot, as_bytes("pending"));
  EXPECT_TRUE(it.slots.answer(slot, as_bytes("REPLY")));
  it.slots.expire(start + milliseconds(50));
  const auto sent = it.sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(content(sent[0]).text(), "REPLY");
  EXPECT_EQ(it.counters.count(edge_outcome::reply_pending), 0u);
}

TEST(AnswerSlots, AQueryThatNobodyLookedAtIsToldToSlowDown) {
  edge it;
  const std::array<std::uint8_t, 32> root{1};
  it.bird.root = root_key(root);
  const auto slot = *it.take(query());
  it.slots.expire(start + milliseconds(40));
  EXPECT_FALSE(it.slots.answer(slot, as_bytes("REPLY")));
  content read(it.sent().at(0));
  short_mac asked;
  asked.value.fill(5);
  const auto said = decode_answer(read.answer.text, answer_code::raw_1232,
                                  derive_down_keys(it.bird.root).ack, asked);
  ASSERT_TRUE(said);
  const auto& ack = std::get<fragment_ack_answer>(*said);
  EXPECT_EQ(ack.status, message_status::slow_down);
  EXPECT_EQ(ack.seconds, slow_down_seconds);
  EXPECT_EQ(ack.at, counter_low{77});
  EXPECT_EQ(it.counters.count(edge_outcome::slow_down), 1u);
}

TEST(AnswerSlots, SlotsExpireInTheirOrderWhateverIsAnsweredBetween) {
  edge it(8);
  std::vector<answer_slot> slots;
  for (int i = 0; i < 8; ++i) slots.push_back(*it.take(query(), start + milliseconds(i)));
  for (const std::size_t i : {0u, 3u, 7u}) it.slots.answer(slots[i], as_bytes("x"));
  EXPECT_EQ(it.sent().size(), 3u);
  EXPECT_EQ(it.slots.next_due(), start + milliseconds(41));
  it.slots.expire(start + milliseconds(44));
  EXPECT_EQ(it.sent().size(), 3u) << "1, 2 and 4";
  EXPECT_EQ(it.slots.next_due(), start + milliseconds(45));
}

TEST(AnswerSlots, ThePoolDoesNotGrow) {
  edge it(2);
  ASSERT_TRUE(it.take(query()) && it.take(query()));
  EXPECT_FALSE(it.take(query()));
  it.slots.expire(start + answer_wait);
  EXPECT_FALSE(it.take(query())) << "finished is not yet sent";
  it.sent();
  EXPECT_TRUE(it.take(query()));
}

// -- threads -------------------------------------------------------------------------------------

TEST(AnswerSlots, AnswersRaceWithTimeOutsAndEachQueryGetsOne) {
  constexpr std::size_t queries = 20'000;
  edge it(64);
  std::vector<std::atomic<std::uint64_t>> mailbox(queries);
  std::atomic<std::size_t> answered = 0;
  std::thread presence([&] {
    for (auto& mail : mailbox) {
      std::uint64_t slot = 0;
      while ((slot = mail.load(std::memory_order_acquire)) == 0) std::this_thread::yield();
      if (slot % 3 == 0) it.slots.answer_later({slot}, as_bytes("pending"));
      if (it.slots.answer({slot}, as_bytes("REPLY"))) ++answered;
    }
  });
  const auto datagram = query();
  std::size_t sent = 0;
  std::size_t late = 0;
  for (std::size_t i = 0; i < queries; ++i) {
    const auto now = start + milliseconds(i);
    std::optional<answer_slot> slot;
    while (!(slot = it.take(datagram, now))) {
      it.slots.expire(now);
      for (const auto& message : it.sent()) {
        ++sent;
        late += content(message).text() == "REPLY" ? 0u : 1u;
      }
    }
    mailbox[i].store(slot->value, std::memory_order_release);
  }
  presence.join();
  it.slots.expire(instant::max());
  for (const auto& message : it.sent()) {
    ++sent;
    late += content(message).text() == "REPLY" ? 0u : 1u;
  }
  EXPECT_EQ(sent, queries);
  EXPECT_EQ(late + answered, queries);
  EXPECT_EQ(
      it.counters.count(edge_outcome::slow_down) + it.counters.count(edge_outcome::reply_pending),
      std::uint64_t(late));
  EXPECT_EQ(it.slots.in_use(), 0u);
}

}  // namespace
}  // namespace aviary
