#include "sim/checkers/clones_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class ClonesChecker : public ConsoleLog<clones_checker> {
 protected:
  void call_it_a_clone() {
    report made;
    made.type = log_types::bird_cloned;
    bird_session::events::report_accepted event;
    event.body = as_text(encode(made));
    event.id = make_report_id(console_boot, {1}, as_bytes(event.body));
    append<bird_session>("bird_session/00", event);
  }
};

TEST_F(ClonesChecker, NoticesABirdThatIsTakenForTwo) {
  call_it_a_clone();
  EXPECT_TRUE(says("has no clone but is said to have one"));
}

TEST_F(ClonesChecker, IsContentWhenThereIsOne) {
  checker_.see(sightings::cloned{1, {}, {}});
  call_it_a_clone();
  EXPECT_EQ(verdict(), "");
}

TEST_F(ClonesChecker, IsContentWhenItsKeysAreInTheWrongHands) {
  checker_.see(sightings::turned{1, {}, {}});
  call_it_a_clone();
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
