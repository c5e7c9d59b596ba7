#include "bird/transport/query_table.hpp"

#include <gtest/gtest.h>

#include <set>

#include "messages/dns_query.hpp"
#include "tests/bird/transport/test_ports.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

open_query about(std::uint64_t message, std::uint16_t index) {
  open_query query;
  query.message = {message};
  query.index = {index};
  query.name = *dns_name::parse("abc.c.example.net");
  return query;
}

TEST(QueryTable, finds_what_an_answer_belongs_to) {
  seeded_entropy entropy(1);
  query_table table;
  auto query = about(7, 1);
  query.resolver = 2;
  const auto id = table.add(query, instant{}, entropy).id;
  ASSERT_NE(table.find(2, id), nullptr);
  EXPECT_EQ(table.find(2, id)->index, fragment_index{1});
  EXPECT_EQ(table.find(1, id), nullptr) << "another resolver was not asked";
  EXPECT_EQ(table.find(2, static_cast<std::uint16_t>(id + 1)), nullptr);
  table.remove(*table.find(2, id));
  EXPECT_EQ(table.find(2, id), nullptr);
}

TEST(QueryTable, gives_each_query_an_id_of_its_own) {
  seeded_entropy entropy(1);
  query_table table;
  for (int i = 0; i < 1000; ++i) table.add(about(7, 1), instant{}, entropy);
  std::set<std::uint16_t> ids;
  for (const auto& query : table) ids.insert(query.id);
  EXPECT_EQ(ids.size(), query_table::queries_max);
}

TEST(QueryTable, counts_what_is_under_way) {
  seeded_entropy entropy(1);
  query_table table;
  table.add(about(7, 0), instant{}, entropy);
  table.add(about(7, 1), instant{50ms}, entropy);
  table.add(about(7, 2), instant{60ms}, entropy).under_way = false;
  EXPECT_EQ(table.under_way(100ms, instant{99ms}), 2u);
  EXPECT_EQ(table.next_release(100ms, instant{99ms}), instant{100ms});
  EXPECT_EQ(table.under_way(100ms, instant{100ms}), 1u);
  EXPECT_EQ(table.next_release(100ms, instant{100ms}), instant{150ms});
  EXPECT_EQ(table.under_way(100ms, instant{150ms}), 0u);
  EXPECT_FALSE(table.next_release(100ms, instant{150ms}));
}

TEST(QueryTable, a_timeout_that_grows_takes_nothing_back) {
  seeded_entropy entropy(1);
  query_table table;
  table.add(about(7, 0), instant{}, entropy);
  table.expire(100ms, instant{100ms});
  EXPECT_EQ(table.under_way(300ms, instant{150ms}), 0u);
}

TEST(QueryTable, remembers_when_a_name_was_asked_first) {
  seeded_entropy entropy(1);
  query_table table;
  const auto first = table.add(about(7, 0), instant{1s}, entropy);
  table.add(about(7, 1), instant{2s}, entropy);
  const auto again = table.add_repeat(*table.find(0, first.id), instant{3s}, entropy);
  EXPECT_TRUE(again.spent && table.find(0, first.id)->spent);
  EXPECT_FALSE(table.find(0, first.id)->under_way);
  EXPECT_NE(again.id, first.id);
  EXPECT_EQ(again.name, first.name);
  EXPECT_EQ(again.sent_at, instant{3s});
  EXPECT_EQ(again.ordinal, 3u);
  EXPECT_EQ(again.name_sent_at, instant{1s});
  EXPECT_EQ(again.name_ordinal, 1u);
  EXPECT_EQ(table.last_about({7}, open_query::subject::fragment, {0})->id, again.id);
}

TEST(QueryTable, forgets_what_nobody_answers_any_more) {
  seeded_entropy entropy(1);
  query_table table;
  const auto id = table.add(about(7, 0), instant{}, entropy).id;
  table.expire(100ms, instant{19s});
  EXPECT_NE(table.find(0, id), nullptr);
  table.expire(100ms, instant{20s});
  EXPECT_EQ(table.find(0, id), nullptr);
}

}  // namespace

}  // namespace aviary
