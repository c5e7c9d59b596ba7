#include "actors/fragment_stream.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

#include "messages/fragmentation.hpp"
#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;
using unit = fragment_stream;
using commands = unit::commands;

const unit::message_place message{{0xcafe}, {7}};
const std::string named = R"({"message":{"tag":51966,"at":7},)";

/// A transcript without the raw payloads of events.
std::string shown(const std::string& transcript) {
  std::string out;
  std::size_t at = 0;
  while (at < transcript.size()) {
    const auto event = transcript.compare(at, 7, "event  ") == 0;
    const auto end = transcript.find(event ? ' ' : '\n', at + 7);
    out += transcript.substr(at, end - at) + '\n';
    if (!event) {
      at = end + 1;
      continue;
    }
    const auto hint = transcript.find("\nhint ", end);
    const auto effect = transcript.find("\neffect ", end);
    at = std::min({hint, effect, transcript.size()});
    if (at < transcript.size()) ++at;
  }
  return out;
}

class FragmentStream : public testing::Test {
 protected:
  static unit::piece piece(std::uint16_t index, std::uint16_t last, std::string_view payload) {
    const auto octets = as_bytes(payload);
    return {{index}, {last}, {octets.begin(), octets.end()}, {.slot = {100U + index}}};
  }
  std::string store(std::vector<unit::piece> pieces) {
    return shown(bird_.when(commands::store{message, std::move(pieces), wall_time(1000ms)}));
  }
  std::string when(const unit::command& wanted) { return shown(bird_.when(wanted)); }

  unit_fixture<unit> bird_;
};

TEST_F(FragmentStream, hands_a_quick_message_on_and_writes_nothing) {
  EXPECT_EQ(store({piece(0, 2, "abc"), piece(2, 2, "g")}),
            "hint   fragment_ack " + named +
                R"("status":0,"first_missing":1,"count":2,"queries":[{"slot":100},{"slot":102}]})"
                "\n");
  EXPECT_EQ(store({piece(1, 2, "def")}),
            "hint   whole " + named +
                R"("sealed":"61626364656667","arrived":1000,"queries":[{"slot":101}]})"
                "\n");
  EXPECT_FALSE(bird_.owes());
  EXPECT_EQ(bird_.due_in(), 250ms) << "awake until the session has most likely answered";
  EXPECT_EQ(when(commands::finish{}), "");
  EXPECT_EQ(bird_.due_in(), std::nullopt);
}

TEST_F(FragmentStream, gives_the_whole_again_until_it_is_finished) {
  store({piece(0, 1, "abc"), piece(1, 1, "d")});
  EXPECT_EQ(when(commands::ask{message, {.slot = {9}}}),
            "hint   whole " + named +
                R"("sealed":"61626364","arrived":1000,"queries":[{"slot":9}]})"
                "\n");
  bird_.pass(250ms);
  EXPECT_EQ(when(tick{}), "") << "a complete message is not written";
}

TEST_F(FragmentStream, writes_what_it_has_after_a_quarter_of_a_second) {
  store({piece(1, 3, "abc")});
  bird_.pass(200ms);
  store({piece(0, 3, "def")});
  EXPECT_EQ(bird_.due_in(), 50ms);
  bird_.pass(50ms);
  EXPECT_EQ(when(tick{}), "event  fragments_stored\n");
  EXPECT_TRUE(bird_.owes());
  EXPECT_EQ(bird_.due_in(), std::nullopt);
}

TEST_F(FragmentStream, writes_sixteen_at_once) {
  std::vector<unit::piece> pieces;
  for (std::uint16_t i = 0; i < 16; ++i) pieces.push_back(piece(i, 100, "abc"));
  EXPECT_TRUE(store(std::move(pieces)).starts_with("event  fragments_stored\nhint   "));
}

TEST_F(FragmentStream, goes_on_after_a_restart) {
  store({piece(0, 2, "abc")});
  bird_.pass(250ms);
  when(tick{});
  store({piece(1, 2, "def")});  // not written: a crash takes it
  bird_.restart();
  EXPECT_EQ(when(resume{}), "hint   reopened " + named + "\"arrived\":1000}\n");
  EXPECT_EQ(store({piece(2, 2, "g")}),
            "hint   fragment_ack " + named +
                R"("status":0,"first_missing":1,"count":2,"queries":[{"slot":102}]})"
                "\n");
  EXPECT_EQ(store({piece(1, 2, "def")}),
            "hint   whole " + named +
                R"("sealed":"61626364656667","arrived":1000,"queries":[{"slot":101}]})"
                "\n");
  EXPECT_EQ(when(commands::finish{}),
            "event  completed\neffect retire {\"message\":{\"tag\":51966,\"at\":7}}\n");
  EXPECT_FALSE(bird_.owes());
  EXPECT_EQ(store({piece(0, 2, "abc")}),
            "hint   fragment_ack " + named +
                R"("status":2,"first_missing":0,"count":0,"queries":[{"slot":100}]})"
                "\n");
}

TEST_F(FragmentStream, hands_a_complete_message_on_after_a_restart) {
  std::vector<unit::piece> pieces;
  for (std::uint16_t i = 0; i < 16; ++i) pieces.push_back(piece(i, 16, "a"));
  store(std::move(pieces));
  store({piece(16, 16, "b")});
  bird_.restart();
  EXPECT_EQ(when(resume{}), "hint   reopened " + named + "\"arrived\":1000}\n")
      << "the last one was not written";
  EXPECT_TRUE(store({piece(16, 16, "b")}).starts_with("hint   whole"));
}

TEST_F(FragmentStream, gives_up_when_fragments_disagree) {
  store({piece(0, 2, "abc")});
  bird_.pass(250ms);
  when(tick{});
  EXPECT_EQ(store({piece(1, 2, "defg")}),
            "event  discarded\nhint   fragment_ack " + named +
                R"("status":2,"first_missing":0,"count":0,"queries":[{"slot":101}]})"
                "\neffect retire {\"message\":{\"tag\":51966,\"at\":7}}\n");
}

TEST_F(FragmentStream, starts_again_when_nothing_was_written) {
  store({piece(0, 2, "abc")});
  EXPECT_TRUE(store({piece(0, 3, "abc")}).find("\"status\":2") != std::string::npos);
  EXPECT_TRUE(store({piece(0, 3, "abc")}).find("\"status\":0") != std::string::npos);
}

TEST_F(FragmentStream, knows_nothing_of_what_never_came) {
  EXPECT_EQ(when(commands::ask{message, {.slot = {9}}}),
            "hint   fragment_ack " + named +
                R"("status":2,"first_missing":0,"count":0,"queries":[{"slot":9}]})"
                "\n");
  EXPECT_EQ(when(commands::discard{}), "");
}

TEST_F(FragmentStream, retires_only_what_is_durable) {
  bird_.hold();
  std::vector<unit::piece> pieces;
  for (std::uint16_t i = 0; i < 16; ++i) pieces.push_back(piece(i, 100, "abc"));
  store(std::move(pieces));
  EXPECT_EQ(when(commands::discard{}), "event  discarded\n");
  EXPECT_EQ(bird_.sync(), "effect retire {\"message\":{\"tag\":51966,\"at\":7}}\n");
}

TEST(FragmentStreamCodec, reads_what_it_wrote) {
  EXPECT_TRUE(rc::check("any fragments", [] {
    unit::events::fragments_stored event;
    event.message = {{*rc::gen::arbitrary<std::uint32_t>()},
                     {*rc::gen::arbitrary<std::uint64_t>()}};
    event.arrived = wall_time(std::chrono::milliseconds(*rc::gen::arbitrary<std::int64_t>()));
    event.last = {*rc::gen::inRange<std::uint16_t>(0, 4096)};
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
      event.fragments.emplace_back(fragment_index{*rc::gen::inRange<std::uint16_t>(0, 4096)},
                                   *rc::gen::arbitrary<bytes>());
    const auto written = unit::encode(event);
    const auto read = unit::decode(written.type, written.payload);
    RC_ASSERT(read.has_value());
    const auto& again = std::get<unit::events::fragments_stored>(*read);
    RC_ASSERT(again.message == event.message);
    RC_ASSERT(again.arrived == event.arrived);
    RC_ASSERT(again.last == event.last);
    RC_ASSERT(again.fragments == event.fragments);
  }));
}

TEST(FragmentStreamCodec, refuses_what_ends_within_a_fragment) {
  unit::events::fragments_stored event;
  event.fragments.emplace_back(fragment_index{1}, bytes{1, 2, 3});
  auto written = unit::encode(event);
  written.payload.pop_back();
  EXPECT_EQ(unit::decode(written.type, written.payload).error(), event_error::wrong_field);
  EXPECT_EQ(unit::decode("fragments_lost", written.payload).error(), event_error::unknown_name);
  EXPECT_TRUE(unit::decode("completed", {}).has_value());
  EXPECT_TRUE(unit::decode("discarded", {}).has_value());
}

/// A record as version 1 writes it: it must be readable for ever.
TEST(FragmentStreamCodec, writes_this_form) {
  unit::events::fragments_stored event{
      {{0x01020304}, {0x0A}}, wall_time(std::chrono::milliseconds(255)), {2}, {}};
  event.fragments.emplace_back(fragment_index{1}, bytes{0xAA, 0xBB});
  EXPECT_EQ(to_hex(unit::encode(event).payload),
            "01020304"
            "000000000000000a"
            "00000000000000ff"
            "0002"
            "0001"
            "02"
            "aabb");
}

}  // namespace
}  // namespace aviary
