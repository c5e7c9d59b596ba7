#include "sim/checkers/checker.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aviary {
namespace {

TEST(CheckerPanel, NamesWhoNoticedABrokenPromise) {
  checker_panel panel({"c.example.net", std::chrono::seconds(15)});
  EXPECT_TRUE(panel.is_content());
  panel.conclude({{}, {"bird 1"}});
  EXPECT_FALSE(panel.is_content());
  EXPECT_EQ(panel.broken_promises(), std::vector<std::string>{"debts: bird 1 is not up"});
}

TEST(CheckerPanel, TellsItsListenerFirst) {
  checker_panel panel({"c.example.net", std::chrono::seconds(15)});
  int seen = 0;
  panel.on_sighting([&seen](const sighting&) { ++seen; });
  panel.see(sightings::crashed{1});
  EXPECT_EQ(seen, 1);
}

TEST(CheckerKinds, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto& kind : checker_kinds()) EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
}

}  // namespace
}  // namespace aviary
