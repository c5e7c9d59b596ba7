#include "sim/checkers/replay_checker.hpp"

#include "actors/addresses.hpp"
#include "sim/world.hpp"
#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

class ReplayChecker : public ConsoleLog<replay_checker> {
 protected:
  /// As a unit that is at rest so often that some of the instants are drawn.
  template <class Unit>
  void rest(const stream_name& stream, const typename Unit::state& holds) {
    const std::any state = &holds;
    for (int i = 0; i < 100; ++i) checker_.see(sightings::unit_at_rest{0, &log_, stream, &state});
    EXPECT_GT(checker_.compared(), 0u);
  }
  /// What the unit holds when it decided that.
  template <class Unit>
  void decide(const stream_name& stream, typename Unit::state& holds,
              const typename Unit::event& event) {
    Unit::evolve(holds, event);
    append<Unit>(stream, event);
  }
};

TEST_F(ReplayChecker, IsContentWhenTheLogHoldsEverything) {
  bird_session::state holds;
  for (std::uint64_t n = 0; n < 3; ++n) {
    bird_session::events::report_accepted event;
    event.n = n;
    event.body = R"({"logtype":4002})";
    event.id = make_report_id({{1}, 2}, {static_cast<std::uint32_t>(n)}, as_bytes(event.body));
    decide<bird_session>("bird_session/00", holds, event);
  }
  rest<bird_session>("bird_session/00", holds);
  EXPECT_EQ(verdict(), "");
}

TEST_F(ReplayChecker, NoticesWhatIsHeldAndNotInTheLog) {
  retry_queue::state holds;
  decide<retry_queue>("retry_queue/w", holds, retry_queue::events::enqueued{"1", "{}", {}});
  retry_queue::evolve(holds, retry_queue::events::enqueued{"2", "{}", {}});
  rest<retry_queue>("retry_queue/w", holds);
  EXPECT_TRUE(says("console: what retry_queue/w holds is not what its stream makes"));
}

TEST_F(ReplayChecker, NoticesAFieldThatTheLogForgot) {
  retry_queue::state holds;
  decide<retry_queue>("retry_queue/w", holds, retry_queue::events::enqueued{"1", "{}", {}});
  holds.items.begin()->second.made = {1, 2};
  rest<retry_queue>("retry_queue/w", holds);
  EXPECT_TRUE(says("is not what its stream makes"));
}

TEST_F(ReplayChecker, NoticesAStreamOfAnotherUnit) {
  open();
  rest<retry_queue>("incident/00", {});
  EXPECT_TRUE(says("is not what its stream makes"));
}

TEST(ReplayCheckerInAWorld, LooksAtUnitsOfTheConsoleAndOfBirds) {
  world_options options;
  options.birds = 2;
  options.reports = 10;
  world where(options);
  std::map<std::string, int> seen;
  where.checkers().on_sighting([&seen](const sighting& one) {
    const auto* at = std::get_if<sightings::unit_at_rest>(&one);
    if (at == nullptr) return;
    const auto unit = at->stream.substr(0, at->stream.find('/'));
    ++seen[(at->node == 0 ? "console " : "bird ") + std::string(unit)];
  });
  EXPECT_TRUE(where.run().broken_promises.empty());
  for (const auto* unit :
       {"console bird_session", "console incident_desk", "console incident", "console alert_desk",
        "console registration", "console retry_queue", "bird retry_queue"})
    EXPECT_GT(seen[unit], 0) << unit;
}

}  // namespace
}  // namespace aviary
