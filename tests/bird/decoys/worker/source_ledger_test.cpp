#include "bird/decoys/worker/source_ledger.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr instant start{1h};

TEST(SourceLedger, one_source_gets_so_many_workers_at_once_and_all_sources_so_many_together) {
  source_ledger ledger({.workers_max = 5, .source_at_once_max = 3});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ledger.admit("10.0.0.1", start)) << i;
  EXPECT_FALSE(ledger.admit("10.0.0.1", start));
  EXPECT_TRUE(ledger.admit("10.0.0.2", start));
  EXPECT_TRUE(ledger.admit("10.0.0.3", start));
  EXPECT_FALSE(ledger.admit("10.0.0.4", start));
  ledger.left("10.0.0.1");
  EXPECT_TRUE(ledger.admit("10.0.0.4", start));
}

TEST(SourceLedger, one_source_gets_so_many_connections_in_a_window) {
  source_ledger ledger({.source_per_window_max = 2});
  const auto connect = [&](instant at) {
    const bool admitted = ledger.admit("10.0.0.1", at);
    if (admitted) ledger.left("10.0.0.1");
    return admitted;
  };
  EXPECT_TRUE(connect(start));
  EXPECT_TRUE(connect(start + 59s));
  EXPECT_FALSE(connect(start + 59s));
  EXPECT_TRUE(connect(start + 60s));
}

TEST(SourceLedger, the_first_quiet_touch_is_told_and_the_others_are_counted) {
  source_ledger ledger;
  EXPECT_TRUE(ledger.tell_quiet("10.0.0.1", start));
  EXPECT_FALSE(ledger.tell_quiet("10.0.0.1", start + 1s));
  EXPECT_FALSE(ledger.tell_refused("10.0.0.1", start + 2s));
  EXPECT_FALSE(ledger.tell_quiet("10.0.0.1", start + 3s));
  EXPECT_TRUE(ledger.tell_quiet("10.0.0.2", start + 3s));

  EXPECT_EQ(ledger.next_due(), start + 60s);
  EXPECT_TRUE(ledger.take_untold(start + 59s).empty());
  const std::vector<untold> due{{"10.0.0.1", 2, 1}};
  EXPECT_EQ(ledger.take_untold(start + 60s), due);
  EXPECT_TRUE(ledger.take_untold(start + 60s).empty());
  EXPECT_TRUE(ledger.tell_refused("10.0.0.1", start + 61s));
}

TEST(SourceLedger, a_quiet_window_is_forgotten_without_a_word) {
  source_ledger ledger;
  ledger.admit("10.0.0.1", start);
  EXPECT_TRUE(ledger.tell_quiet("10.0.0.1", start));
  EXPECT_TRUE(ledger.take_untold(start + 60s).empty());
  EXPECT_EQ(ledger.next_due(), instant::max());
  ledger.left("10.0.0.1");
}

TEST(SourceLedger, who_makes_room_is_told_of_at_once) {
  source_ledger ledger({.sources_max = 2});
  ledger.admit("10.0.0.1", start);
  for (int i = 0; i < 2; ++i) ledger.tell_quiet("10.0.0.2", start + 1s);
  EXPECT_TRUE(ledger.tell_quiet("10.0.0.3", start + 2s));
  EXPECT_LE(ledger.next_due(), start);
  const std::vector<untold> evicted{{"10.0.0.2", 1, 0}};
  EXPECT_EQ(ledger.take_untold(start + 2s), evicted);
  ledger.left("10.0.0.1");  // still known: it had a connection
}

TEST(SourceLedger, an_ipv6_source_is_its_64) {
  EXPECT_EQ(source_key("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(source_key("2001:db8::1"), "2001:db8::/64");
  EXPECT_EQ(source_key("2001:db8::ffff:0:0:1"), "2001:db8::/64");
  EXPECT_NE(source_key("2001:db8:0:1::1"), "2001:db8::/64");

  source_ledger ledger;
  EXPECT_TRUE(ledger.tell_quiet("2001:db8::1", start));
  EXPECT_FALSE(ledger.tell_quiet("2001:db8::2", start));
  const std::vector<untold> due{{"2001:db8::2", 1, 0}};
  EXPECT_EQ(ledger.take_untold(start + 60s), due);
}

// Told by itself, counted and told, or in hand: no touch is silent, whatever comes when.
TEST(SourceLedger, every_touch_is_told_once) {
  EXPECT_TRUE(rc::check([] {
    source_ledger ledger({.workers_max = 2, .source_per_window_max = 3, .sources_max = 3});
    std::uint32_t touches = 0;
    std::uint32_t told = 0;
    auto now = start;
    const auto count_due = [&](instant at) {
      for (const auto& each : ledger.take_untold(at)) told += each.quiet + each.refused;
    };
    for (const auto step : *rc::gen::container<std::vector<int>>(200, rc::gen::inRange(0, 64))) {
      const auto host = "10.0.0." + std::to_string(step % 8);
      now += std::chrono::seconds(step / 8);
      if (step % 3 == 0) count_due(now);
      ++touches;
      if (!ledger.admit(host, now)) {
        told += ledger.tell_refused(host, now) ? 1 : 0;
        continue;
      }
      ledger.left(host);
      told += ledger.tell_quiet(host, now) ? 1 : 0;
    }
    count_due(now + 60s);
    RC_ASSERT(told == touches);
    RC_ASSERT(ledger.next_due() == instant::max());
  }));
}

}  // namespace
}  // namespace aviary
