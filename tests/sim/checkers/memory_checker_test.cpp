#include "sim/checkers/memory_checker.hpp"

#include "actors/addresses.hpp"
#include "actors/fragment_stream_actor.hpp"
#include "messages/limits.hpp"
#include "tests/sim/checkers/console_log_fixture.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

constexpr bird_id bird{{1}};
constexpr bird_tag tag{7};

class MemoryChecker : public ConsoleLog<memory_checker> {
 protected:
  MemoryChecker() {
    checker_.see(sightings::started{0});
    append<bird_session>(addresses::bird_session(bird),
                         bird_session::events::registered{bird, tag, {1}, {}});
  }
  /// A message of that bird of which something is there.
  void gather(bird_tag of, std::uint64_t at) {
    fragment_stream::events::fragments_stored event;
    event.message = {of, {at}};
    event.last = {3};
    event.fragments = {{{0}, bytes{1}}};
    append_request wanted;
    wanted.stream = fragment_stream_address(event.message);
    wanted.owes = true;
    wanted.events = {fragment_stream::encode(event)};
    fragments_.append(std::move(wanted), [](position) {});
  }
  void pass(seconds time) {
    for (int i = 0; i < time.count(); ++i)
      checker_.see(sightings::second_passed{now_ += seconds(1), &fragments_});
  }
  bool says_of(const outcome& end, std::string_view what) {
    checker_.conclude(end);
    for (const auto& broken : checker_.broken_promises())
      if (broken.find(what) != std::string::npos) return true;
    return false;
  }
  outcome end_with(std::size_t awake) const {
    outcome out;
    out.logs.emplace_back("console", &log_);
    out.fragments = &fragments_;
    out.birds = 2;
    out.awake = awake;
    return out;
  }

  static constexpr std::size_t needed =
      memory_checker::awake_of_console + 2 * memory_checker::awake_of_bird;

  instant now_{};
  memory_event_log fragments_{incarnation{{2}}, completion::automatic};
};

TEST_F(MemoryChecker, IsContentWithAsMuchAsABirdMayHave) {
  for (std::uint64_t at = 0; at < messages_in_flight_max; ++at) gather(tag, at);
  pass(2 * memory_checker::settling);
  checker_.conclude(end_with(needed));
  EXPECT_TRUE(checker_.broken_promises().empty());
}

TEST_F(MemoryChecker, NoticesABirdThatHoldsMoreForLong) {
  for (std::uint64_t at = 0; at <= messages_in_flight_max; ++at) gather(tag, at);
  pass(memory_checker::settling);
  EXPECT_TRUE(checker_.broken_promises().empty()) << "what is pushed out takes its time";
  pass(seconds(2));
  EXPECT_EQ(checker_.broken_promises(),
            std::vector<std::string>{"more than 4 messages are held of fragment_stream/00000007"});
}

TEST_F(MemoryChecker, NoticesWhatIsHeldForStrangers) {
  gather({8}, 1);
  EXPECT_TRUE(says_of(end_with(0), "fragment_stream/00000008-0000000000000001 is a stranger's"));
  append<bird_session>("bird_session/00", bird_session::events::returned{});
  EXPECT_TRUE(says_of(end_with(0), "bird_session/00 is a stranger's"));
}

TEST_F(MemoryChecker, LetsTheConsoleHaveASessionWithItself) {
  append<bird_session>(addresses::bird_session(console_itself), bird_session::events::returned{});
  EXPECT_FALSE(says_of(end_with(0), "is a stranger's"));
}

TEST_F(MemoryChecker, NoticesActorsThatNobodyNeeds) {
  EXPECT_FALSE(says_of(end_with(needed), "awake"));
  EXPECT_TRUE(says_of(end_with(needed + 1), "actors are awake"));
}

TEST_F(MemoryChecker, LetsAnIncidentLingerForMinutes) {
  checker_.see(sightings::unit_at_rest{0, nullptr, "incident/00", nullptr});
  EXPECT_FALSE(says_of(end_with(needed + 1), "awake"));
  pass(memory_checker::lingering + seconds(1));
  EXPECT_TRUE(says_of(end_with(needed + 1), "actors are awake"));
}

}  // namespace
}  // namespace aviary
