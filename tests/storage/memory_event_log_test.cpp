#include "storage/memory_event_log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aviary {

namespace {

append_request one(const stream_name& stream, std::uint64_t expected, const std::string& text) {
  const auto octets = as_bytes(text);
  return {stream, {expected}, false, {}, {}, {{"noted", bytes(octets.begin(), octets.end())}}};
}

/// Every record, then what waits, as one line.
std::string contents(const memory_event_log& log) {
  std::string text;
  log.scan({}, [&](const record& at) {
    text += at.stream + std::to_string(at.at_sequence.value) + "=" +
            (at.retired ? "-" : std::string(as_text(at.payload))) + " ";
    return true;
  });
  return text + "+" + std::to_string(log.pending());
}

}  // namespace

TEST(MemoryEventLog, NothingIsDurableBeforeTheOwnerSaysSo) {
  memory_event_log log({});
  std::string told;
  log.append(one("a", 0, "x"), [&](position) { told += "x"; });
  log.append(one("a", 1, "y"), [&](position) { told += "y"; });
  EXPECT_EQ(contents(log), "+2");
  EXPECT_TRUE(log.sync_one());
  EXPECT_EQ(contents(log), "a0=x +1");
  EXPECT_EQ(told, "x");
  log.sync();
  EXPECT_EQ(told, "xy");
  EXPECT_FALSE(log.sync_one());
}

TEST(MemoryEventLog, ACrashLosesWhatWasNotSynced) {
  memory_event_log log({});
  bool told = false;
  log.append(one("a", 0, "x"), nullptr);
  log.sync();
  log.append(one("a", 1, "y"), [&](position) { told = true; });
  log.read("a", {}, [&](const auto&) { told = true; });
  log.crash();
  log.sync();
  EXPECT_EQ(contents(log), "a0=x +0");
  EXPECT_FALSE(told);
  log.append(one("a", 1, "z"), nullptr);
  log.sync();
  EXPECT_EQ(contents(log), "a0=x a1=z +0");
}

TEST(MemoryEventLog, ACrashMayKeepWhatNobodyWasToldOf) {
  memory_event_log log({});
  bool told = false;
  log.append(one("a", 0, "x"), [&](position) { told = true; });
  log.read("a", {}, [&](const auto&) { told = true; });
  log.retire("a");
  log.append(one("b", 0, "y"), nullptr);
  log.crash(2);
  EXPECT_EQ(contents(log), "a0=- +0");
  EXPECT_FALSE(told);
  log.append(one("a", 0, "z"), nullptr);
}

TEST(MemoryEventLog, ACrashEndsSubscriptions) {
  memory_event_log log({});
  int seen = 0;
  auto watch = log.subscribe({}, [&](const record&) { seen++; });
  log.crash();
  log.append(one("a", 0, "x"), nullptr);
  log.sync();
  EXPECT_EQ(seen, 0);
}

TEST(MemoryEventLog, AutomaticCompletesEachCall) {
  memory_event_log log({}, completion::automatic);
  std::string order;
  log.append(one("a", 0, "x"), [&](position) {
    log.append(one("a", 1, "y"), [&](position) { order += "inner "; });
    order += "outer ";
  });
  EXPECT_EQ(order, "outer inner ");
  EXPECT_EQ(contents(log), "a0=x a1=y +0");
}

TEST(MemoryEventLog, AHistoryIsALogRestored) {
  memory_event_log before({});
  before.append(one("a", 0, "x"), nullptr);
  before.append(one("b", 0, "y"), nullptr);
  before.retire("b");
  before.sync();
  memory_event_log after({}, completion::manual, before.durable_records());
  EXPECT_EQ(contents(after), "a0=x b0=- +0");
  EXPECT_EQ(after.tip(), before.tip());
  after.append(one("a", 1, "z"), nullptr);
  after.append(one("b", 0, "w"), nullptr);
  after.sync();
  EXPECT_EQ(contents(after), "a0=x b0=- a1=z b0=w +0");
}

TEST(MemoryEventLog, RoomIsWhatTheOwnerSays) {
  memory_event_log log({});
  EXPECT_TRUE(log.has_room());
  log.set_room(false);
  EXPECT_FALSE(log.has_room());
}

}  // namespace aviary
