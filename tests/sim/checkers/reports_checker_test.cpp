#include "sim/checkers/reports_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class ReportsChecker : public ConsoleLog<reports_checker> {
 protected:
  void store() { checker_.see(sightings::stored{1, report_}); }
  void everything() {
    store();
    accept();
    assign();
    add(incident_);
  }
};

TEST_F(ReportsChecker, IsContentWhenEveryPromiseIsKept) {
  everything();
  EXPECT_EQ(verdict(), "");
}

TEST_F(ReportsChecker, NoticesALostReport) {
  store();
  EXPECT_TRUE(says("is lost"));
}

TEST_F(ReportsChecker, MissesNoReportOfADiskThatWasPutBack) {
  store();
  checker_.see(sightings::disk_put_back{1, {report_}});
  EXPECT_EQ(verdict(), "");
}

TEST_F(ReportsChecker, NoticesADoubledReport) {
  everything();
  accept(1);
  EXPECT_TRUE(says("was accepted twice"));
}

TEST_F(ReportsChecker, SeesARestoredLogAnew) {
  everything();
  checker_.see(sightings::console_restored{});
  EXPECT_TRUE(says("is lost"));
}

TEST_F(ReportsChecker, WaitsForWhatARestoredConsoleLost) {
  everything();
  EXPECT_FALSE(checker_.waits());
  checker_.see(sightings::console_restored{});
  EXPECT_TRUE(checker_.waits());
  log_ = memory_event_log(incarnation{{2}}, completion::automatic);
  next_.clear();
  accept();
  assign();
  add(incident_id{{8}});
  EXPECT_FALSE(checker_.waits());
  EXPECT_EQ(verdict(), "");
}

TEST_F(ReportsChecker, HoldsAReportToTheNameThatItGaveAnIncident) {
  for (const auto& name : {incident_id{{7}}, incident_id{{7}}, incident_id{{8}}}) {
    EXPECT_FALSE(says("names another incident"));
    checker_.see(sightings::console_restored{});
    log_ = memory_event_log(incarnation{{2}}, completion::automatic);
    next_.clear();
    accept();
    assign(name);
  }
  EXPECT_TRUE(says("names another incident"));
}

TEST_F(ReportsChecker, ExcusesOnlyWhatACopiedBirdHadBroughtOver) {
  checker_.see(sightings::cloned{1, {}, {}});
  everything();
  checker_.see(sightings::console_restored{});
  EXPECT_FALSE(checker_.waits());
  EXPECT_EQ(verdict(), "");
  report_ = make_report_id({{1}, 2}, {4}, {});
  store();
  EXPECT_TRUE(says("is lost"));
}

TEST_F(ReportsChecker, ExcusesWhatJournalsTookForOld) {
  everything();
  checker_.see(sightings::console_clock_set{-std::chrono::days(20)});
  checker_.see(sightings::console_restored{});
  EXPECT_TRUE(checker_.waits());
  checker_.see(sightings::console_clock_set{std::chrono::days(35)});
  EXPECT_EQ(verdict(), "");
  report_ = make_report_id({{1}, 2}, {4}, {});
  store();
  EXPECT_TRUE(says("is lost"));
}

TEST_F(ReportsChecker, DoesNotWaitForWhatNoConsoleEverHad) {
  store();
  checker_.see(sightings::console_restored{});
  EXPECT_FALSE(checker_.waits());
  EXPECT_TRUE(says("is lost"));
}

TEST_F(ReportsChecker, NoticesAReportInNoIncident) {
  store();
  accept();
  EXPECT_TRUE(says("is in no incident"));
}

TEST_F(ReportsChecker, NoticesAReportInTwoIncidentsAndTwiceInOne) {
  everything();
  add(incident_);
  EXPECT_TRUE(says("is in its incident twice"));
  add(incident_id{{8}});
  EXPECT_TRUE(says("is in several incidents"));
}

TEST_F(ReportsChecker, NoticesAReportThatWasAssignedTwice) {
  everything();
  assign();
  EXPECT_TRUE(says("was assigned twice"));
}

TEST_F(ReportsChecker, HoldsAgainstNobodyWhatBecomesOfATurnedBirdsReports) {
  checker_.see(sightings::stored{1, report_});
  checker_.see(sightings::turned{1, bird_id{}, {}});
  EXPECT_EQ(verdict(), "");
  checker_.see(sightings::stored{2, report_});
  EXPECT_TRUE(says("is lost")) << "another bird's report is still owed";
}

TEST_F(ReportsChecker, TakesNoReportOfATurnedBirdForAnothers) {
  checker_.see(sightings::turned{1, bird_id{}, {}});
  checker_.see(sightings::stored{2, report_});
  accept();  // in the name of the turned one, under the other's id
  assign();
  add(incident_);
  EXPECT_TRUE(says("is lost"));
}

}  // namespace
}  // namespace aviary
