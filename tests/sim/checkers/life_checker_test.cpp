#include "sim/checkers/life_checker.hpp"

#include "sim/nodes/bird_ids.hpp"
#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

struct usual_life_checker : life_checker {
  usual_life_checker() : life_checker(seconds(15)) {}
};

class LifeChecker : public ConsoleLog<usual_life_checker> {
 protected:
  static constexpr seconds bound = 3 * seconds(15) + seconds(120) + life_checker::slack;

  LifeChecker() {
    pass(seconds(0));
    checker_.see(sightings::started{0});
    checker_.see(sightings::started{1});
    append<bird_session>("bird_session/00",
                         bird_session::events::settings_reported{id_of_bird(1), "b", "", 15});
  }
  void pass(seconds time) {
    now_ += time;
    checker_.see(sightings::second_passed{now_});
  }
  void fall_silent() {
    append<bird_session>("bird_session/00",
                         bird_session::events::fell_silent{id_of_bird(1), wall_time{}});
  }

  instant now_{std::chrono::hours(1)};
};

TEST_F(LifeChecker, NoticesABirdThatIsDeadAndShownAlive) {
  checker_.see(sightings::crashed{1});
  pass(bound);
  EXPECT_EQ(verdict(), "");
  pass(seconds(1));
  EXPECT_TRUE(says("bird 1 is dead and still shown alive"));
}

TEST_F(LifeChecker, IsContentWhenTheLogSaysThatItIsSilent) {
  checker_.see(sightings::crashed{1});
  pass(bound);
  fall_silent();
  pass(seconds(100));
  EXPECT_EQ(verdict(), "");
}

TEST_F(LifeChecker, CountsFromTheConsolesStart) {
  checker_.see(sightings::crashed{1});
  checker_.see(sightings::crashed{0});
  pass(2 * bound);
  checker_.see(sightings::started{0});
  pass(bound);
  EXPECT_EQ(verdict(), "");
  pass(seconds(1));
  EXPECT_TRUE(says("still shown alive"));
}

TEST_F(LifeChecker, NoticesABirdThatLivesAndIsShownSilent) {
  fall_silent();
  EXPECT_TRUE(says("bird 1 is alive and shown silent"));
}

TEST_F(LifeChecker, LetsACloneBeHeardInItsName) {
  checker_.see(sightings::cloned{1, {}, {}});
  checker_.see(sightings::crashed{1});
  pass(2 * bound);
  EXPECT_EQ(verdict(), "");
}

TEST_F(LifeChecker, LetsATurnedBirdBeHeardWhenItIsDeadAndMissedWhenItLives) {
  checker_.see(sightings::turned{1, id_of_bird(1), {}});
  fall_silent();
  EXPECT_EQ(verdict(), "");
  append<bird_session>("bird_session/00", bird_session::events::returned{id_of_bird(1)});
  checker_.see(sightings::crashed{1});
  pass(2 * bound);
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
