#include "sim/checkers/reconciles_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

using std::chrono::hours;

class ReconcilesChecker : public ConsoleLog<reconciles_checker> {
 protected:
  using events = bird_session::events;

  ReconcilesChecker() {
    events::registered event;
    event.bird = bird_;
    event.tag = tag_;
    append<bird_session>("bird_session/07", event);
  }
  void differ() {
    append<bird_session>("bird_session/07",
                         events::digests_differed{bird_, {}, {1, {{2}}}, wall_time{}});
  }
  void ask(std::uint8_t asker, wall_time when) {
    append<bird_session>("bird_session/07",
                         events::reconcile_asked{bird_, console_run{{asker}}, {}, when});
  }

  bird_id bird_{{7}};
  bird_tag tag_{70};
};

TEST_F(ReconcilesChecker, NoticesADifferenceThatNothingExplains) {
  differ();
  EXPECT_TRUE(says("differs for no reason"));
}

TEST_F(ReconcilesChecker, LooksForTheReasonAtThatBird) {
  checker_.see(sightings::counters_put_back{bird_tag{71}});
  differ();
  EXPECT_TRUE(says("differs for no reason"));
}

TEST_F(ReconcilesChecker, TakesEachReason) {
  for (const sighting& reason :
       {sighting{sightings::console_restored{}}, sighting{sightings::counters_put_back{tag_}},
        sighting{sightings::cloned{1, bird_, tag_}}}) {
    checker_ = reconciles_checker{};
    log_ = memory_event_log(incarnation{{1}}, completion::automatic);
    next_.clear();
    events::registered event;
    event.bird = bird_;
    event.tag = tag_;
    append<bird_session>("bird_session/07", event);
    checker_.see(reason);
    differ();
    EXPECT_EQ(verdict(), "");
  }
}

TEST_F(ReconcilesChecker, NoticesAnIncarnationThatAsksAgainWithinADay) {
  ask(1, wall_time(hours(10)));
  ask(2, wall_time(hours(11)));
  ask(2, wall_time(hours(36)));
  EXPECT_EQ(verdict(), "");
  ask(2, wall_time(hours(59)));
  EXPECT_TRUE(says("twice in 24 hours"));
}

TEST_F(ReconcilesChecker, CountsAnewUnderAnotherRegistration) {
  ask(1, wall_time(hours(10)));
  events::registered event;
  event.bird = bird_;
  event.tag = tag_;
  append<bird_session>("bird_session/07", event);
  ask(1, wall_time(hours(11)));
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
