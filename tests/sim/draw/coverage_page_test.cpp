#include "sim/draw/coverage_page.hpp"

#include <gtest/gtest.h>

#include "tests/sim/draw/markup_under_test.hpp"

namespace aviary {
namespace {

TEST(CoveragePage, ShowsWhatWasHitAndWhatWasNot) {
  coverage_table table;
  table.add({"bird_crash", exchange::gathering, subject_kind::fragment}, 1'234);
  const auto page = coverage_page(table, "one <world>");
  EXPECT_EQ(markup::xml_fault(page), "");
  EXPECT_EQ(markup::count_of(page, "one &lt;world&gt;"), 1u);
  EXPECT_EQ(markup::count_of(page, "<caption>bird_crash</caption>"), 1u);
  EXPECT_EQ(markup::count_of(page, "Never hit"), 1u);
  EXPECT_EQ(markup::count_of(page, "though a rule says"), 0u);
  EXPECT_EQ(markup::count_of(page, "1,234") + markup::count_of(page, "1\u202f234") +
                markup::count_of(page, "1 234") + markup::count_of(page, "1\u00a0234"),
            2u)
      << "in its cell and in the sum";
}

TEST(CoveragePage, ShowsARuleThatIsWrong) {
  coverage_table table;
  table.add({"query_lost", exchange::idle, subject_kind::alert});
  EXPECT_EQ(markup::count_of(coverage_page(table, ""), "though a rule says"), 1u);
}

}  // namespace
}  // namespace aviary
