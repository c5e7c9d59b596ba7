#include "messages/heartbeat.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/envelope.hpp"
#include "messages/escape.hpp"
#include "messages/json.hpp"
#include "messages/limits.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

heartbeat some_heartbeat() {
  return {.uptime_seconds = 86'400,
          .local_time = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000}},
          .name = "nas-2",
          .location = "Cellar \"B\"",
          .interval_seconds = 15,
          .waiting = 3,
          .dropped = 1,
          .oldest_seconds = 99};
}

heartbeat_error error_of(std::string_view body) {
  const auto read = decode_heartbeat(as_bytes(body));
  EXPECT_FALSE(read) << body;
  return read ? heartbeat_error{-1} : read.error();
}

heartbeat any_heartbeat() {
  const auto number = [] { return *rc::gen::arbitrary<std::uint32_t>(); };
  return {.uptime_seconds = number(),
          .local_time =
              std::chrono::sys_seconds{std::chrono::seconds{*rc::gen::arbitrary<std::int64_t>()}},
          .name = std::string(as_text(samples::any_odd_text())),
          .location = std::string(as_text(samples::any_odd_text())),
          .interval_seconds = number(),
          .waiting = number(),
          .dropped = number(),
          .oldest_seconds = number()};
}

TEST(Heartbeat, IsAnArrayWithoutNames) {
  EXPECT_EQ(as_text(encode(some_heartbeat())),
            R"([86400,1700000000,"nas-2","Cellar \"B\"",15,3,1,99])");
  EXPECT_EQ(samples::must(decode_heartbeat(encode(some_heartbeat()))), some_heartbeat());
}

// The promise of the protocol: with name and location of 20 octets, whatever they hold, and every
// number at its limit a heartbeat is one query beside a zone of 15 octets, which leaves 113.
TEST(Heartbeat, AlwaysFitsOneQuery) {
  constexpr std::size_t one_shot_room = 113;
  heartbeat fullest{
      UINT32_MAX,
      std::chrono::sys_seconds::max(),
      std::string(20, 'W'),
      "\xc3\xa9\xc3\xa8\xc3\xaa\xc3\xab\xc3\xa0\xc3\xa2\xc3\xa4\xc3\xa1\xc3\xb6\xc3\xb4",
      UINT32_MAX,
      UINT32_MAX,
      UINT32_MAX,
      UINT32_MAX};
  const heartbeat_head head{samples::counting<life_token>(0xA7),
                            {UINT32_MAX, samples::counting<report_hash>(0xC1)}};
  const auto plain = encode(envelope{head, encode(fullest)}, one_shot_room);
  EXPECT_EQ(plain.size(), one_shot_room) << "to the octet: nothing is left to give away";
  EXPECT_EQ(plain.front(), 1) << "stored";
  EXPECT_EQ(decode_heartbeat(decode_envelope(plain)->body)->name, fullest.name);
  EXPECT_EQ(decode_heartbeat(decode_envelope(plain)->body)->location, fullest.location);

  EXPECT_TRUE(rc::check("any heartbeat fits one query", [&] {
    RC_ASSERT(encode(envelope{head, encode(any_heartbeat())}, one_shot_room).size() <=
              one_shot_room);
  }));
}

TEST(Heartbeat, DecodesToWhatWasSent) {
  EXPECT_TRUE(rc::check("a second trip changes nothing", [] {
    const auto first = decode_heartbeat(encode(any_heartbeat()));
    RC_ASSERT(first.has_value());
    RC_ASSERT(samples::must(decode_heartbeat(encode(*first))) == *first);
  }));
}

TEST(Heartbeat, NumbersAboveTheirLimitMeanOrMore) {
  auto beat = some_heartbeat();
  beat.waiting = 1'000'000;
  beat.local_time = std::chrono::sys_seconds{std::chrono::seconds{-5}};
  const auto read = samples::must(decode_heartbeat(encode(beat)));
  EXPECT_EQ(read.waiting, heartbeat_waiting_max);
  EXPECT_EQ(read.local_time.time_since_epoch().count(), 0) << "a clock before 1970 is no clock";
}

TEST(Heartbeat, TextIsCutBetweenCharactersAsJsonWritesIt) {
  EXPECT_EQ(heartbeat_text("twenty octets or less"), "twenty octets or les");
  EXPECT_EQ(heartbeat_text(std::string(19, 'a') + "\xc3\xa9"), std::string(19, 'a'));
  EXPECT_EQ(heartbeat_text(std::string(30, '"')), std::string(10, '"'));
  EXPECT_EQ(heartbeat_text(std::string(19, 'a') + '"'), std::string(19, 'a'));
  EXPECT_EQ(heartbeat_text("\n"), "\\x0a");
  EXPECT_TRUE(rc::check("at most 20 octets as JSON writes them", [] {
    const auto text = heartbeat_text(as_text(samples::any_odd_text()));
    RC_ASSERT(serialize_json(json_value(text)).size() <= heartbeat_text_octets_max + 2);
    RC_ASSERT(!needs_escape(as_bytes(text)));
  }));
}

TEST(Heartbeat, ErrorsHaveNames) {
  using enum heartbeat_error;
  EXPECT_EQ(error_of(""), not_json);
  EXPECT_EQ(error_of("{}"), not_an_array);
  EXPECT_EQ(error_of(R"([1,2,"","",15,0,0])"), too_few_values);
  EXPECT_EQ(error_of(R"([1,2,3,"",15,0,0,0])"), wrong_type);
  EXPECT_EQ(error_of(R"([1,2,"","",15,0,0,-1])"), wrong_type);
  EXPECT_EQ(error_of(R"([1.5,2,"","",15,0,0,0])"), wrong_type);
  EXPECT_EQ(error_of(R"([1,2,"","",15,10000,0,0])"), out_of_range);
  EXPECT_EQ(error_of(R"([1,10000000000,"","",15,0,0,0])"), out_of_range);
  EXPECT_EQ(error_of(R"([1,2,"123456789012345678901","",15,0,0,0])"), text_too_long);
  EXPECT_FALSE(describe(text_too_long).empty());
}

TEST(Heartbeat, ALaterVersionMayAddValues) {
  EXPECT_EQ(decode_heartbeat(as_bytes(R"([1,2,"a","b",15,3,4,5,"new",{}])"))->oldest_seconds, 5u);
}

TEST(Heartbeat, EveryPrefixIsRefused) {
  const auto body = encode(some_heartbeat());
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(decode_heartbeat(byte_view(body).first(size))) << size;
}

}  // namespace
}  // namespace aviary
