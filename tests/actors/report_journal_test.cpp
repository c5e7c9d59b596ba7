#include "actors/report_journal.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

constexpr std::uint64_t event = 1;
const console_run first{{1}};
const console_run second{{2}};

report_hash hash_of(std::uint64_t n) {
  report_hash out;
  for (auto& octet : out.value) octet = static_cast<std::uint8_t>(n++ * 31);
  return out;
}

wall_time on_day(int day) {
  return wall_time(std::chrono::days(20'000 + day));
}

class ReportJournal : public testing::Test {
 protected:
  ReportJournal() { journal_.begin({1}); }
  void acknowledge(std::uint64_t n, wall_time console_time = {}) {
    journal_.acknowledged(n, {n}, hash_of(n), console_time, event);
  }

  report_journal journal_;
};

TEST_F(ReportJournal, DigestCountsWhatTheJournalLetGo) {
  report_digest all;
  for (std::uint64_t n = 0; n < report_journal::entries_max + 3; ++n) {
    acknowledge(n);
    all.add(hash_of(n));
  }
  EXPECT_EQ(journal_.entries.size(), report_journal::entries_max);
  EXPECT_EQ(journal_.entries.begin()->first, 3u);
  EXPECT_EQ(journal_.digest, all);
}

TEST_F(ReportJournal, LetsGoWhatIsThirtyDaysOldByTheConsolesClock) {
  acknowledge(0, on_day(0));
  acknowledge(1, on_day(10));
  acknowledge(2);  // nobody had told the time
  EXPECT_EQ(journal_.entries.size(), 3u);
  acknowledge(3, on_day(30));
  EXPECT_TRUE(journal_.entries.contains(0));
  acknowledge(4, on_day(31));
  EXPECT_FALSE(journal_.entries.contains(0));
  EXPECT_TRUE(journal_.entries.contains(1));
}

TEST_F(ReportJournal, CountsFromZeroUnderAnotherRegistration) {
  acknowledge(0);
  journal_.begin_reconcile(first, event);
  journal_.begin({2});
  EXPECT_EQ(journal_.digest, report_digest{});
  EXPECT_TRUE(journal_.entries.empty());
  EXPECT_FALSE(journal_.last);
  EXPECT_EQ(journal_.owed, 0u);
}

TEST_F(ReportJournal, IsDoneWhenAllIsAcknowledgedAgain) {
  acknowledge(0);
  acknowledge(1);
  const auto before = journal_.digest;
  journal_.begin_reconcile(first, 10);
  EXPECT_EQ(journal_.owed, 2u);
  journal_.resent(1, 11);
  journal_.resent(1, 12);
  EXPECT_FALSE(journal_.last->done_at);
  journal_.resent(0, 13);
  EXPECT_EQ(journal_.last->done_at, 13u);
  EXPECT_EQ(journal_.digest, before);  // it counted them once already
  journal_.adopt({7, {}});
  EXPECT_EQ(journal_.digest, (report_digest{7, {}}));
  EXPECT_FALSE(journal_.reconciling());
}

TEST_F(ReportJournal, AnotherConsoleGetsEverythingOnceMore) {
  acknowledge(0);
  acknowledge(1);
  journal_.begin_reconcile(first, 10);
  journal_.resent(0, 11);
  journal_.begin_reconcile(second, 12);
  EXPECT_EQ(journal_.owed, 2u);
  EXPECT_EQ(journal_.last->asker, second);
}

TEST_F(ReportJournal, AnEmptyJournalIsDoneAtOnce) {
  journal_.begin_reconcile(first, 10);
  EXPECT_EQ(journal_.last->done_at, 10u);
}

TEST_F(ReportJournal, WhatHasNoTimeGoesWithTheNextThatHas) {
  acknowledge(0);
  acknowledge(1, on_day(1));
  acknowledge(2);
  acknowledge(3, on_day(500));  // a clock that was ahead
  acknowledge(4, on_day(20));
  acknowledge(5, on_day(32));
  EXPECT_EQ(journal_.entries.begin()->first, 2u);
  acknowledge(6, on_day(51));
  EXPECT_EQ(journal_.entries.begin()->first, 5u);
}

TEST_F(ReportJournal, IsAsShortAsEverBehindAReconcile) {
  for (std::uint64_t n = 0; n < report_journal::entries_max; ++n) acknowledge(n);
  journal_.begin_reconcile(first, event);
  for (std::uint64_t n = 0; n < 5; ++n) acknowledge(report_journal::entries_max + n);
  for (std::uint64_t n = 0; n < report_journal::entries_max; ++n) journal_.resent(n, event);
  EXPECT_EQ(journal_.entries.size(), report_journal::entries_max);
}

TEST_F(ReportJournal, KeepsWhatIsOwedAgainWhileNewReportsCome) {
  for (std::uint64_t n = 0; n < report_journal::entries_max; ++n) acknowledge(n, on_day(0));
  journal_.begin_reconcile(first, event);
  acknowledge(report_journal::entries_max, on_day(100));
  EXPECT_EQ(journal_.owed, report_journal::entries_max);
  // But not for ever: what falls out at last is not waited for.
  for (auto n = report_journal::entries_max + 1; n <= 3 * report_journal::entries_max; ++n)
    acknowledge(n, on_day(100));
  EXPECT_EQ(journal_.entries.size(), report_journal::entries_max);
  EXPECT_EQ(journal_.owed, 0u);
  EXPECT_TRUE(journal_.last->done_at);
}

}  // namespace
}  // namespace aviary
