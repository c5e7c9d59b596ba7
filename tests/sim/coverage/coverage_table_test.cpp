#include "sim/coverage/coverage_table.hpp"

#include <gtest/gtest.h>

#include "sim/coverage/coverage_rules.hpp"

namespace aviary {
namespace {

const coverage_cell possible{"bird_crash", exchange::gathering, subject_kind::fragment};
const coverage_cell impossible{"bird_crash", exchange::down, subject_kind::fragment};

TEST(CoverageTable, AddsUpOverWorlds) {
  coverage_table one, other;
  one.add(possible);
  other.add(possible, 2);
  one.add(other);
  EXPECT_EQ(one.hits(possible), 3u);
  EXPECT_EQ(one.hits(impossible), 0u);
}

TEST(CoverageTable, TellsWhatWasMissedFromWhatCannotBe) {
  coverage_table table;
  const auto before = sum_up(table);
  EXPECT_EQ(before.hit, 0u);
  EXPECT_EQ(before.missed.size(), before.possible);
  std::size_t cannot_be = 0;
  for (const auto& [why, cells] : before.impossible) cannot_be += cells;
  EXPECT_EQ(before.possible + cannot_be,
            coverage_faults().size() * exchange_names.size() * subject_names.size());
  table.add(possible, 5);
  const auto after = sum_up(table);
  EXPECT_EQ(after.hit, 1u);
  EXPECT_EQ(after.strikes, 5u);
  EXPECT_EQ(after.missed.size(), before.missed.size() - 1);
  EXPECT_TRUE(after.surprises.empty());
}

TEST(CoverageTable, SaysWhenWhatCannotBeWasHit) {
  coverage_table table;
  table.add(impossible);
  EXPECT_EQ(sum_up(table).surprises, std::vector<coverage_cell>{impossible});
  EXPECT_NE(to_text(table).find("this table says that they cannot be:\n  bird_crash: down / frag"),
            std::string::npos);
}

TEST(CoverageTable, IsShownWithALineForEachStateThatCanBe) {
  coverage_table table;
  table.add(possible, 4'711);
  const auto text = to_text(table);
  const auto block = text.substr(0, text.find("\n\n"));
  EXPECT_TRUE(block.starts_with("bird_crash\n"));
  EXPECT_NE(block.find("4711"), std::string::npos);
  EXPECT_EQ(block.find("  down"), std::string::npos) << "a bird without power does not crash";
  EXPECT_NE(text.find("1 of "), std::string::npos);
}

}  // namespace
}  // namespace aviary
