#include "sim/checkers/acks_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class AcksChecker : public ConsoleLog<acks_checker> {
 protected:
  void let_go() {
    const retry_queue::event done =
        retry_queue::events::acknowledged{to_text(report_), 1, "accepted"};
    append_request wanted;
    wanted.events = {{std::string(event_name(done)), encode_event(done)}};
    checker_.see(sightings::bird_appends{1, &wanted});
  }
};

TEST_F(AcksChecker, IsContentWhenTheReportIsInTheConsolesLog) {
  accept();
  let_go();
  EXPECT_EQ(verdict(), "");
}

TEST_F(AcksChecker, NoticesAnAckThatRestsOnNothing) {
  let_go();
  EXPECT_TRUE(says("was acknowledged before it was in the console's log"));
}

TEST_F(AcksChecker, HoldsNothingAgainstAConsoleThatWasRestoredSince) {
  accept();
  checker_.see(sightings::console_restored{});
  let_go();
  EXPECT_EQ(verdict(), "");
}

TEST_F(AcksChecker, TakesWhatATurnedBirdSaidForNobodysReport) {
  checker_.see(sightings::turned{2, bird_id{}, {}});
  accept();
  let_go();
  EXPECT_TRUE(says("was acknowledged before it was in the console's log"));
}

TEST_F(AcksChecker, HoldsNothingAgainstATurnedBird) {
  checker_.see(sightings::turned{1, bird_id{}, {}});
  let_go();
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
