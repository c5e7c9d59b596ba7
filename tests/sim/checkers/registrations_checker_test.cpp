#include "sim/checkers/registrations_checker.hpp"

#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class RegistrationsChecker : public ConsoleLog<registrations_checker> {
 protected:
  void take(std::uint32_t number) {
    bird_session::events::registered event;
    event.number = {number};
    append<bird_session>("bird_session/00", event);
  }
};

TEST_F(RegistrationsChecker, NoticesARegistrationThatWasTakenTwice) {
  take(1);
  take(2);
  EXPECT_EQ(verdict(), "");
  take(2);
  EXPECT_TRUE(says("was registered twice under one number"));
}

TEST_F(RegistrationsChecker, SeesARestoredLogAnew) {
  take(1);
  checker_.see(sightings::console_restored{});
  take(1);
  EXPECT_EQ(verdict(), "");
}

}  // namespace
}  // namespace aviary
