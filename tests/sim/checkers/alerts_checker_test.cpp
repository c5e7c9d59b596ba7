#include "sim/checkers/alerts_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class AlertsChecker : public ConsoleLog<alerts_checker> {
 protected:
  void call(std::string_view alert, std::string_view body) {
    checker_.see(sightings::alert_posted{alert, body, true});
  }
  /// From a backup that ends there; what it holds is seen again.
  void restore(position last) {
    auto kept = log_.durable_records();
    kept.resize(last.value);
    log_ = memory_event_log(incarnation{{2}}, completion::automatic, kept);
    if (kept.empty()) next_.clear();
    checker_.see(sightings::console_restored{last});
    for (const auto& one : kept) checker_.see(sightings::console_record{&one});
  }
  void everything() {
    open();
    route();
    owe(alert_);
    call(alert_, "{}");
  }
};

TEST_F(AlertsChecker, IsContentWithOneAlertHoweverOftenItIsTold) {
  everything();
  call(alert_, "{}");
  EXPECT_EQ(verdict(), "");
}

TEST_F(AlertsChecker, NoticesAMissingAndASecondAlert) {
  open();
  EXPECT_TRUE(says("raised no alert"));
  route();
  EXPECT_TRUE(says("was not delivered"));
  route();
  EXPECT_TRUE(says("raised two alerts"));
}

TEST_F(AlertsChecker, NoticesAnAlertWithTwoBodies) {
  everything();
  call(alert_, "{1}");
  EXPECT_TRUE(says("came with two bodies"));
}

TEST_F(AlertsChecker, NoticesAnAlertOfNobody) {
  everything();
  owe("stray");
  call("stray", "{}");
  EXPECT_TRUE(says("is nobody's"));
}

TEST_F(AlertsChecker, MissesNoAlertOfAnIncidentThatIsNoMore) {
  everything();
  restore({});
  EXPECT_EQ(verdict(), "");
  owe(alert_);
  call(alert_, "{}");
  EXPECT_TRUE(says("is nobody's"));
}

TEST_F(AlertsChecker, LetsAnIncidentThatWasLostTellOfItselfAnew) {
  everything();
  restore({});
  open();
  route();
  owe(alert_);
  EXPECT_TRUE(says("was not delivered"));
  checker_ = {};
  log_ = memory_event_log(incarnation{{1}}, completion::automatic);
  next_.clear();
  everything();
  restore({});
  open();
  route();
  owe(alert_);
  call(alert_, "{1}");
  EXPECT_EQ(verdict(), "");
  call(alert_, "{2}");
  EXPECT_TRUE(says("came with two bodies"));
}

TEST_F(AlertsChecker, HoldsAnIncidentThatSurvivedToItsBody) {
  everything();
  restore(log_.durable());
  call(alert_, "{1}");
  EXPECT_TRUE(says("came with two bodies"));
}

TEST_F(AlertsChecker, HoldsAnIncidentThatWasMadeAnewToItsNewBody) {
  everything();
  const auto before = checker_;
  restore({});
  open("ada");
  route();
  owe(alert_);
  checker_ = before;  // the console died before anybody saw that
  restore(log_.durable());
  call(alert_, "{1}");
  EXPECT_EQ(verdict(), "");
  call(alert_, "{2}");
  EXPECT_TRUE(says("came with two bodies"));
}

TEST_F(AlertsChecker, NoticesAnAlertThatIsSentAfterItWasAcknowledged) {
  everything();
  append<retry_queue>("retry_queue/w", retry_queue::events::acknowledged{alert_, 1, "HTTP 200"});
  call(alert_, "{}");
  EXPECT_TRUE(says("was sent while no queue owed it"));
}

TEST_F(AlertsChecker, TakesNoIncidentForAnAlertsQueue) {
  everything();
  append<incident>("incident/00", incident::events::acknowledged{{incident_, "someone"}});
  call(alert_, "{}");
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
