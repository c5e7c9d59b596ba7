#include "sim/faults/fault.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/world.hpp"

namespace aviary {
namespace {

/// A world in which that fault alone may strike, as often as it can.
world_report with_only(std::string_view name, std::uint64_t seed) {
  world_options options;
  options.seed = seed;
  options.reports = 6;
  options.duplication = 0.1;
  options.faults[std::string(name)] = find_fault(name)->most;
  for (const auto* other : {"bird_crash", "console_crash"})  // some strike only behind a crash
    options.faults.emplace(other, 0.02);
  return run_world(options);
}

TEST(Fault, EachStrikesAndEveryPromiseIsKept) {
  for (const auto& kind : fault_kinds()) {
    std::size_t struck = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      const auto told = with_only(kind.name, seed);
      for (const auto& one : told.strikes) struck += one.fault == kind.name ? 1 : 0;
      for (const auto& broken : told.broken_promises)
        ADD_FAILURE() << kind.name << ", seed " << seed << ": " << broken;
    }
    EXPECT_GT(struck, 0u) << kind.name;
  }
}

TEST(FaultKinds, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto& kind : fault_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_EQ(find_fault(kind.name), &kind);
    EXPECT_LE(kind.usual, kind.most);
  }
  EXPECT_EQ(find_fault("no such fault"), nullptr);
}

}  // namespace
}  // namespace aviary
