#include "bird/transport/message_sealer.hpp"

#include <gtest/gtest.h>

#include "messages/report_id.hpp"
#include "messages/sealed_message.hpp"
#include "tests/bird/transport/small_world.hpp"

namespace aviary {

namespace {

class MessageSealer : public testing::Test {
 protected:
  // The sealed octets, put together from the fragments.
  static bytes sealed(const parcel& what) {
    bytes whole;
    for (std::size_t i = 0; i < what.message->cut().count(); ++i) {
      const auto part = what.message->fragment({static_cast<std::uint16_t>(i)});
      whole.insert(whole.end(), part.begin(), part.end());
    }
    return whole;
  }
  envelope opened(const parcel& what) {
    bytes plain;
    EXPECT_TRUE(open_up(keys, what.message->name().at, sealed(what), plain));
    return *decode_envelope(plain);
  }

  const zone_name zone = small_world::zone();
  const up_keys keys = derive_up_keys(small_world::root());
  counters_in_memory counters;
  seeded_entropy entropy{1};
  message_sealer sealer{zone, keys, counters, entropy};
  const life_token token{{1, 2, 3}};
};

TEST_F(MessageSealer, seals_a_report_with_its_age) {
  parcel what;
  what.body = incompressible(500);
  what.id = make_report_id({{1}, 2}, {3}, what.body);
  what.made_at = instant{10s};
  ASSERT_TRUE(sealer.seal(what, {}, token, instant{70900ms}));
  EXPECT_EQ(opened(what), (envelope{report_head{what.id, 60}, what.body}));
  EXPECT_FALSE(what.one_query);
  EXPECT_EQ(what.message->cut().count(), 5u);
  what.made_at.reset();
  ASSERT_TRUE(sealer.seal(what, {}, token, instant{71s}));
  EXPECT_EQ(opened(what), (envelope{report_head{what.id, std::nullopt}, what.body}));
}

TEST_F(MessageSealer, seals_a_heartbeat_with_the_token) {
  parcel what;
  what.kind = message_kind::heartbeat;
  what.digest = {3, {{7}}};
  what.body = bytes(92, 'x');
  ASSERT_TRUE(sealer.seal(what, {}, token, instant{}));
  EXPECT_EQ(opened(what), (envelope{heartbeat_head{token, what.digest}, what.body}));
  EXPECT_TRUE(what.one_query);
}

TEST_F(MessageSealer, uses_a_counter_of_its_own_each_time) {
  parcel what;
  what.body = incompressible(50);
  ASSERT_TRUE(sealer.seal(what, {}, token, instant{}));
  const auto first = what.message->name();
  ASSERT_TRUE(sealer.seal(what, {}, token, instant{}));
  EXPECT_EQ(first.at, counter{1});
  EXPECT_EQ(what.message->name().at, counter{2});
  EXPECT_EQ(sealer.last(), counter{2});
}

TEST_F(MessageSealer, cuts_for_the_path) {
  parcel what;
  what.body = incompressible(1000);
  path_profile narrow;
  narrow.name_octets = 120;
  ASSERT_TRUE(sealer.seal(what, narrow, token, instant{}));
  EXPECT_EQ(what.message->cut().fragment_octets(), narrow.fragment_payload(zone));
  EXPECT_LT(narrow.fragment_payload(zone), path_profile{}.fragment_payload(zone));
}

TEST_F(MessageSealer, refuses_what_no_path_carries_and_uses_no_counter_for_it) {
  parcel what;
  what.body = bytes(body_octets_max + 1);
  EXPECT_FALSE(sealer.seal(what, {}, token, instant{}));
  what.body = incompressible(60'000);
  path_profile narrow;
  narrow.name_octets = 70;
  EXPECT_FALSE(sealer.seal(what, narrow, token, instant{}));
  EXPECT_EQ(counters.peek(), counter{1});
}

TEST_F(MessageSealer, tells_what_surely_is_one_query) {
  const auto room = path_profile{}.one_shot_plain(zone);
  for (std::size_t size = room - 30; size < room; ++size) {
    parcel what;
    what.body = incompressible(size);
    ASSERT_TRUE(sealer.seal(what, {}, token, instant{}));
    EXPECT_EQ(what.one_query, sealer.surely_one_query(what.body, {})) << size;
  }
}

}  // namespace

}  // namespace aviary
