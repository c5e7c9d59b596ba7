#include "console/presence/witness_table.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using events = bird_session::events;
using namespace std::chrono_literals;

const console_run mine{{1}};
const console_run former{{9}};
constexpr wall_time noon{std::chrono::hours(500'000)};
constexpr instant now{std::chrono::hours(1)};

class WitnessTable : public testing::Test {
 protected:
  WitnessTable() {
    bird_.number = {1};
    bird_.ordinal = 3;
  }
  void accept(std::uint32_t sequence, std::uint64_t at) {
    events::report_accepted event;
    event.id = make_report_id({{7}, 42}, {sequence}, as_bytes(std::to_string(sequence)));
    event.at = {at};
    table_.recall(bird_, event);
    digest_.add(event.id.hash);
  }
  witness_table::verdict compare(report_digest theirs, std::uint64_t at = 1000,
                                 instant when = now) {
    return table_.compare(bird_, {at}, theirs, when, noon);
  }

  witness_table table_{mine};
  registered_bird bird_;
  report_digest digest_;
};

TEST_F(WitnessTable, WakesNobodyWhileDigestsAgree) {
  EXPECT_FALSE(compare({}).wake_session);
  accept(0, 10);
  EXPECT_FALSE(compare(digest_).wake_session);
  EXPECT_FALSE(compare(digest_).ask);
}

TEST_F(WitnessTable, WakesTheSessionOfADifferenceAndThenNowAndThen) {
  accept(0, 10);
  EXPECT_TRUE(compare({}).wake_session);
  table_.answered(bird_, table_.of(bird_));  // the session saw no difference: it knew more
  EXPECT_TRUE(compare({}).wake_session);
  session_witness told = table_.of(bird_);
  told.differs = true;  // and nothing to be asked: a clone, or it was asked today
  table_.answered(bird_, told);
  EXPECT_FALSE(compare({}, 1001, now + 1s).wake_session);
  EXPECT_TRUE(compare({}, 1002, now + 61min).wake_session);
  EXPECT_TRUE(compare(digest_).wake_session);
  told.differs = false;
  table_.answered(bird_, told);
  EXPECT_FALSE(compare({}, 1003, now + 62min).wake_session);  // a clone, in turn with its bird
}

TEST_F(WitnessTable, AsksWithTheConsolesDigestOnceTheSessionSaysSo) {
  accept(0, 10);
  session_witness told = table_.of(bird_);
  told.differs = told.asking = true;
  told.asker = mine;
  told.asked = noon - 1h;
  table_.told(bird_, told);
  const auto verdict = compare({});
  ASSERT_TRUE(verdict.ask);
  EXPECT_EQ(verdict.ask->asker, mine);
  EXPECT_EQ(verdict.ask->digest, digest_);
  EXPECT_FALSE(verdict.wake_session);
  EXPECT_FALSE(compare({}, 10).ask);  // sealed before the report
}

TEST_F(WitnessTable, RecallsAReconcileOfThisIncarnationOnly) {
  accept(0, 10);
  table_.recall(bird_, events::digests_differed{bird_.id, {}, digest_, noon});
  table_.recall(bird_, events::reconcile_asked{bird_.id, former, digest_, noon});
  EXPECT_FALSE(compare({}).ask);
  table_.recall(bird_, events::reconcile_asked{bird_.id, mine, digest_, noon});
  EXPECT_TRUE(compare({}).ask);
  table_.recall(bird_, events::digests_agreed{bird_.id, digest_});
  EXPECT_FALSE(compare({}).ask);
}

TEST_F(WitnessTable, CountsFromZeroUnderAnotherRegistration) {
  accept(0, 10);
  bird_.number = {2};
  EXPECT_FALSE(compare({}).wake_session);
  EXPECT_EQ(table_.of(bird_).digest, report_digest{});
}

}  // namespace
}  // namespace aviary
