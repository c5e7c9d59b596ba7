#include "bird/transport/outbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aviary {

namespace {

using namespace std::chrono_literals;

report_id id_of(std::uint32_t ordinal) {
  return {{{1}, 2}, {ordinal}, {}};
}

parcel report(std::uint32_t ordinal, bool one_query = false) {
  parcel made;
  made.id = id_of(ordinal);
  made.body = bytes(10, 1);
  made.one_query = one_query;
  return made;
}

parcel beat(std::uint8_t mark) {
  parcel made;
  made.kind = message_kind::heartbeat;
  made.body = {mark};
  return made;
}

void seal(parcel& what, std::uint64_t at, instant now = {}) {
  what.message.emplace(counter{at}, bytes(20, 1), *fragmentation::of(20, 10), false, now);
  what.sealed_at = now;
}

std::string order(outbox& box, instant now = {}) {
  std::string text;
  for (const auto* what : box.lanes(now))
    text += what->kind == message_kind::heartbeat ? "beat "
                                                  : std::to_string(what->id.sequence.value) + " ";
  return text;
}

TEST(Outbox, offers_in_the_order_of_its_lanes) {
  outbox box;
  auto upload = report(1);
  upload.kind = message_kind::upload;
  auto outcome = report(2);
  outcome.kind = message_kind::instruction_result;
  box.offer(upload, {});
  box.offer(outcome, {});
  box.offer(report(3), {});
  box.offer(report(4, true), {});
  box.offer(report(5), {});
  box.offer(report(6, true), {});
  box.heartbeat_due(beat(1), instant{});
  EXPECT_EQ(order(box), "4 6 3 5 2 1 beat ");
  EXPECT_EQ(order(box, instant{4999ms}), "4 6 3 5 2 1 beat ");
  EXPECT_EQ(order(box, instant{5s}), "beat 4 6 3 5 2 1 ");
}

TEST(Outbox, takes_nothing_twice_and_not_more_than_31) {
  outbox box;
  for (std::uint32_t i = 0; i < 31; ++i)
    EXPECT_EQ(box.offer(report(i), {}), outbox::admission::taken);
  EXPECT_EQ(box.offer(report(7), {}), outbox::admission::known);
  EXPECT_EQ(box.offer(report(31), {}), outbox::admission::no_room);
  box.park(*box.lanes({}).front());
  EXPECT_EQ(box.offer(report(31), {}), outbox::admission::taken);
}

TEST(Outbox, begins_at_most_four_messages_of_several_fragments) {
  outbox box;
  for (std::uint32_t i = 0; i < 5; ++i) box.offer(report(i), {});
  auto lanes = box.lanes({});
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(box.may_begin_fragments(false));
    seal(*lanes[i], 1 + i);
  }
  EXPECT_FALSE(box.may_begin_fragments(false));
  box.park(*lanes[2]);
  EXPECT_TRUE(box.may_begin_fragments(false));
  EXPECT_FALSE(box.may_begin_fragments(true));  // one of four is the heartbeat's
}

TEST(Outbox, keeps_sealed_bytes_for_a_minute_after_the_console_had_some_of_them) {
  outbox box;
  box.offer(report(1), {});
  auto* what = box.lanes({}).front();
  seal(*what, 7);
  fragment_bitmap some;
  some.set({0});
  what->message->sent({0}, 1, instant{}, true);
  what->message->acked(some, 1, instant{}, instant{10s});
  box.park(*what);
  EXPECT_EQ(order(box), "");
  EXPECT_NE(box.find({7}), nullptr) << "its REPLY may still come";
  box.offer(report(1), instant{70s});
  ASSERT_EQ(order(box), "1 ");
  EXPECT_TRUE(box.lanes({}).front()->message) << "60 s are not over";
  box.park(*box.lanes({}).front());
  box.offer(report(1), instant{70s + 1ns});
  EXPECT_FALSE(box.lanes({}).front()->message);
  EXPECT_EQ(box.find({7}), nullptr);
}

TEST(Outbox, seals_anew_what_the_console_never_had) {
  outbox box;
  box.offer(report(1), {});
  seal(*box.lanes({}).front(), 7);
  box.park(*box.lanes({}).front());
  box.offer(report(1), instant{1s});
  EXPECT_FALSE(box.lanes({}).front()->message);
}

TEST(Outbox, what_was_parked_first_makes_room) {
  outbox box;
  for (std::uint32_t i = 0; i < 31; ++i) {
    box.offer(report(i), {});
    seal(*box.lanes({}).front(), 100 + i);
    box.park(*box.lanes({}).front());
  }
  box.make_room();
  EXPECT_EQ(box.find({100}), nullptr);
  EXPECT_NE(box.find({101}), nullptr);
  EXPECT_EQ(box.sealed().size(), 30u);
  box.make_room();
  EXPECT_EQ(box.sealed().size(), 30u);
}

TEST(Outbox, a_heartbeat_is_replaced_by_the_next) {
  outbox box;
  box.heartbeat_due(beat(1), instant{});
  box.heartbeat_due(beat(2), instant{1s});
  auto& first = box.begin_heartbeat();
  EXPECT_EQ(first.body, bytes{2});
  seal(first, 7, instant{1s});
  box.heartbeat_due(beat(3), instant{16s});
  EXPECT_NE(box.find({7}), nullptr);
  EXPECT_EQ(box.begin_heartbeat().body, bytes{3});
  EXPECT_EQ(box.find({7}), nullptr) << "one is on its way, not two";
}

TEST(Outbox, a_heartbeat_is_overdue_from_the_first_that_was_not_answered) {
  outbox box;
  box.offer(report(1), {});
  box.heartbeat_due(beat(1), instant{});
  seal(box.begin_heartbeat(), 7);
  EXPECT_EQ(order(box, instant{5s}), "beat 1 ");
  box.end_heartbeat(true);
  EXPECT_EQ(order(box, instant{5s}), "1 ");
  box.heartbeat_due(beat(2), instant{15s});
  seal(box.begin_heartbeat(), 8);
  box.end_heartbeat(false);
  box.heartbeat_due(beat(3), instant{30s});
  EXPECT_EQ(order(box, instant{30s}), "beat 1 ");
}

TEST(Outbox, a_heartbeat_is_repeated_unless_the_next_waits) {
  outbox box;
  box.heartbeat_due(beat(1), instant{});
  seal(box.begin_heartbeat(), 7);
  box.repeat_heartbeat(box.end_heartbeat(false));
  const auto& again = box.begin_heartbeat();
  EXPECT_TRUE(again.sealed_again);
  EXPECT_FALSE(again.message);
  box.heartbeat_due(beat(2), instant{});
  box.repeat_heartbeat(box.end_heartbeat(false));
  EXPECT_EQ(box.begin_heartbeat().body, bytes{2});
}

TEST(Outbox, a_heartbeat_lives_a_minute) {
  outbox box;
  box.heartbeat_due(beat(1), instant{});
  seal(box.begin_heartbeat(), 7, instant{1s});
  box.expire(instant{60s});
  EXPECT_NE(box.find({7}), nullptr);
  box.expire(instant{61s});
  EXPECT_EQ(box.find({7}), nullptr);
}

}  // namespace

}  // namespace aviary
