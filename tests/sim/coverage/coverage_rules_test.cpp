#include "sim/coverage/coverage_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/faults/fault.hpp"

namespace aviary {
namespace {

TEST(CoverageRules, KnowEveryFault) {
  const auto& faults = coverage_faults();
  for (const auto& kind : fault_kinds())
    EXPECT_EQ(std::count(faults.begin(), faults.end(), kind.name), 1) << kind.name;
  EXPECT_EQ(std::count(faults.begin(), faults.end(), "upstream_answer_damaged"), 1);
}

TEST(CoverageRules, LeaveSomethingOfEveryFault) {
  for (const auto& fault : coverage_faults()) {
    int possible = 0;
    for (std::size_t state = 0; state < exchange_names.size(); ++state)
      for (std::size_t about = 0; about < subject_names.size(); ++about)
        possible +=
            why_never({fault, static_cast<exchange>(state), static_cast<subject_kind>(about)})
                .empty();
    EXPECT_GT(possible, 0) << fault;
  }
}

TEST(CoverageRules, SayWhy) {
  EXPECT_EQ(why_never({"query_lost", exchange::idle, subject_kind::heartbeat}), "");
  EXPECT_EQ(why_never({"query_lost", exchange::idle, subject_kind::reply}),
            "a link to the console carries queries");
  EXPECT_EQ(why_never({"answer_lost", exchange::idle, subject_kind::report}),
            "a link from the console carries answers");
}

}  // namespace
}  // namespace aviary
