#include "sim/coverage/coverage_watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/coverage/coverage_rules.hpp"

namespace aviary {
namespace {

coverage_table watched(const world_options& options) {
  world where(options);
  const auto watch = coverage_watch::on(where);
  where.run();
  return watch->table();
}

std::uint64_t hits_of(const coverage_table& table, std::string_view fault, exchange state,
                      subject_kind about) {
  return table.hits({std::string(fault), state, about});
}

TEST(CoverageWatch, ChangesNothing) {
  const auto options = draw_world(7);
  world where(options);
  const auto watch = coverage_watch::on(where);
  EXPECT_EQ(where.run().hash, run_world(options).hash);
  EXPECT_FALSE(watch->table().all().empty());
}

TEST(CoverageWatch, KnowsWhatALinkLost) {
  world_options options;
  options.reports = 8;
  options.report_octets = 8'000;
  options.loss = 0.3;
  const auto table = watched(options);
  EXPECT_GT(hits_of(table, "query_lost", exchange::gathering, subject_kind::fragment), 0u);
  EXPECT_GT(hits_of(table, "query_lost", exchange::idle, subject_kind::heartbeat), 0u);
  EXPECT_GT(hits_of(table, "answer_lost", exchange::gathering, subject_kind::fragment_ack), 0u);
  EXPECT_GT(hits_of(table, "answer_lost", exchange::idle, subject_kind::reply), 0u);
  EXPECT_TRUE(sum_up(table).surprises.empty());
}

TEST(CoverageWatch, KnowsBirdsThatAreDownAndRolledBack) {
  world_options options;
  options.reports = 8;
  options.seconds = 400;
  options.loss = 0.3;
  options.faults = {{"bird_crash", 0.05}, {"counters_back", 0.5}, {"clock_jump", 0.2}};
  const auto table = watched(options);
  EXPECT_GT(hits_of(table, "clock_jump", exchange::down, subject_kind::nothing), 0u);
  std::uint64_t rolled_back = 0;
  for (const auto& [cell, times] : table.all())
    rolled_back += cell.state == exchange::rolled_back ? times : 0;
  EXPECT_GT(rolled_back, 0u);
}

TEST(CoverageWatch, FindsNothingThatTheRulesExclude) {
  coverage_table all;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) all.add(watched(draw_world(seed)));
  const auto sum = sum_up(all);
  for (const auto& cell : sum.surprises)
    ADD_FAILURE() << cell.fault << ": " << name_of(cell.state) << " / " << name_of(cell.about)
                  << " was hit; " << why_never(cell);
  EXPECT_GT(sum.hit, sum.possible / 4);
}

}  // namespace
}  // namespace aviary
