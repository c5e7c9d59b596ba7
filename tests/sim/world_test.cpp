#include "sim/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/incident.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

/// The long form raises this by AVIARY_PROVE_SEEDS.
std::uint64_t seeds_wanted() {
  const char* wanted = std::getenv("AVIARY_PROVE_SEEDS");
  return wanted == nullptr ? 200 : std::stoull(wanted);
}

std::uint64_t current_seed = 0;

/// An invariant that breaks ends the process, and so does whoever will not wait any longer; which
/// world it was in must be known all the same.
void tell_seed(int signal) {
  std::fprintf(stderr, "in the world of seed %llu\n",
               static_cast<unsigned long long>(current_seed));
  if (signal == SIGTERM) std::_Exit(1);
}

TEST(World, KeepsEveryPromise) {
  std::signal(SIGABRT, tell_seed);
  std::signal(SIGTERM, tell_seed);
  std::size_t reports = 0, alerts = 0, crashes = 0;
  for (std::uint64_t seed = 0; seed < seeds_wanted(); ++seed) {
    current_seed = seed;
    const auto outcome = run_world(draw_world(seed));
    reports += outcome.reports;
    alerts += outcome.alerts;
    crashes += outcome.crashes;
    for (const auto& broken : outcome.broken_promises)
      ADD_FAILURE() << "seed " << seed << " (" << to_text(outcome.options) << "): " << broken;
    if (!outcome.broken_promises.empty()) break;
  }
  EXPECT_GT(reports, seeds_wanted());
  EXPECT_GT(alerts, seeds_wanted());
  EXPECT_GT(crashes, seeds_wanted() / 2);
  std::printf("%llu seeds, %zu reports, %zu alerts, %zu crashes\n",
              static_cast<unsigned long long>(seeds_wanted()), reports, alerts, crashes);
}

TEST(World, IsTheSameForTheSameSeed) {
  const auto once = run_world(draw_world(7));
  EXPECT_EQ(once.hash, run_world(draw_world(7)).hash);
  EXPECT_NE(once.hash, run_world(draw_world(8)).hash);
}

TEST(World, StrikesWhereATraceSays) {
  const auto drawn = run_world(draw_world(7));
  ASSERT_FALSE(drawn.strikes.empty());
  EXPECT_EQ(world(drawn.options, drawn.strikes).run().hash, drawn.hash);
  const auto unhurt = world(drawn.options, std::vector<strike>{}).run();
  EXPECT_TRUE(unhurt.strikes.empty());
  EXPECT_EQ(unhurt.crashes, 0u);
}

// -- a network that is away for days -----------------------------------------------------------

/// Virtual hours; the long form raises this by AVIARY_PROVE_DAYS_AWAY.
std::uint64_t hours_away() {
  const char* wanted = std::getenv("AVIARY_PROVE_DAYS_AWAY");
  return wanted == nullptr ? 6 : std::stoull(wanted);
}

world_options cut_off(std::uint64_t birds, std::uint64_t reports) {
  world_options out;
  out.seed = 72;
  out.birds = birds;
  out.reports = reports;
  out.seconds = hours_away() * 3'600;
  return out;
}

TEST(World, DaysWithoutANetworkLoseNothingAndEndInMinutes) {
  const auto options = cut_off(100, 10);
  world where(options);
  const seconds whole(static_cast<std::int64_t>(options.seconds));
  where.time().after(seconds(60),
                     [&where, whole] { where.network().cut(0, where.time().now() + whole); });
  for (const auto when : {whole / 3, 2 * whole / 3}) {
    where.time().after(when, [&where] {
      for (std::uint64_t bird = 1; bird <= where.birds(); ++bird)
        where.power_cut(where.bird(bird), seconds(30));
    });
  }
  std::map<std::int64_t, int> queries;  // by second
  where.checkers().on_sighting([&](const sighting& one) {
    if (!std::holds_alternative<sightings::query_sent>(one)) return;
    ++queries[std::chrono::floor<seconds>(where.time().now() - instant{}).count()];
  });
  const auto told = where.run();
  int most = 0;
  for (const auto& [second, count] : queries) most = std::max(most, count);
  EXPECT_EQ(told.broken_promises, std::vector<std::string>{});
  EXPECT_GT(told.reports, 950u);  // who touches a bird that is off is nobody's
  EXPECT_LE(told.settled_after, 600);
  EXPECT_LE(most, 2'000) << "a hundred birds that come back together are paced";
  std::printf(
      "%llu h without a network: %zu reports, all there %.0f s after it came back, at most "
      "%d queries in a second\n",
      static_cast<unsigned long long>(hours_away()), told.reports, told.settled_after, most);
}

// -- a console from an old backup -----------------------------------------------------------------

/// Virtual hours; the long form raises this by AVIARY_PROVE_BACKUP.
std::uint64_t hours_old() {
  const char* wanted = std::getenv("AVIARY_PROVE_BACKUP");
  return wanted == nullptr ? 4 : std::stoull(wanted);
}

/// Touches up to a third of the backup's age before the restore, so long behind the backup.
world_options options_of_world() {
  world_options out;
  out.seed = 24;
  out.birds = 20;
  out.reports = 40;
  out.loss = 0.05;
  out.seconds = 2 * hours_old() * 3'600;
  return out;
}

/// What a console's log says, up to a position.
struct log_content {
  std::set<report_id> reports;  // of birds
  std::set<incident_id> incidents;
};

log_content content_of(const event_log& log, position last) {
  log_content out;
  log.scan({}, [&](const record& one) {
    if (one.at_position > last) return false;
    const auto accepted = read_event<bird_session::events::report_accepted>(one);
    if (accepted && accepted->id.boot != console_boot) out.reports.insert(accepted->id);
    if (const auto opened = read_event<incident::events::opened>(one, "incident/"))
      out.incidents.insert(opened->id);
    return true;
  });
  return out;
}

template <class Value>
std::set<Value> without(const std::set<Value>& all, const std::set<Value>& some) {
  std::set<Value> out;
  std::ranges::set_difference(all, some, std::inserter(out, out.end()));
  return out;
}

class Backup : public testing::Test {
 protected:
  Backup() {
    const seconds age(static_cast<std::int64_t>(hours_old() * 3'600));
    where_.checkers().on_sighting([this](const sighting& one) { hear(one); });
    where_.time().after(age, [this] { backup_ = where_.console().log().durable(); });
    where_.behind_console_crash([this](console_node& console) {
      before_ = content_of(console.log(), console.log().durable());
      kept_ = content_of(console.log(), backup_);
      console.restore(backup_);
      restored_ = true;
    });
    where_.time().after(2 * age - seconds(60),
                        [this] { where_.power_cut(where_.console(), seconds(30)); });
  }
  void hear(const sighting& one) {
    if (const auto* told = std::get_if<sightings::stored>(&one)) stored_.insert(told->id);
    const auto* call = std::get_if<sightings::alert_posted>(&one);
    if (call != nullptr && call->taken)
      (restored_ ? alerts_after_ : alerts_before_).emplace(call->id);
  }
  /// Alerts about an incident that the backup holds.
  std::size_t of_what_survived(const std::set<std::string>& alerts) const {
    return static_cast<std::size_t>(std::ranges::count_if(alerts, [this](const auto& alert) {
      return std::ranges::any_of(kept_.incidents, [&alert](const auto& id) {
        return alert.starts_with(alert_id(id, ""));
      });
    }));
  }

  world where_{options_of_world()};
  position backup_{};
  bool restored_ = false;
  std::set<report_id> stored_;
  log_content before_, kept_;  // at the restore: in the log that is lost, and in the backup
  std::set<std::string> alerts_before_, alerts_after_;
};

TEST_F(Backup, EveryReportInTheJournalsComesBackAndNoAlertOfWhatSurvived) {
  const auto told = where_.run();
  const auto after = content_of(where_.console().log(), where_.console().log().durable());
  const auto lost = without(before_.reports, kept_.reports);
  const auto back = lost.size() - without(lost, after.reports).size();

  EXPECT_EQ(told.broken_promises, std::vector<std::string>{});
  EXPECT_GT(stored_.size(), 700u);
  EXPECT_GT(lost.size(), 200u);
  EXPECT_EQ(back, lost.size());
  EXPECT_EQ(without(stored_, after.reports).size(), 0u);
  EXPECT_GT(of_what_survived(alerts_before_), 50u);
  EXPECT_EQ(of_what_survived(alerts_after_), 0u);
  EXPECT_EQ(without(kept_.incidents, after.incidents).size(), 0u);
  std::printf(
      "a backup of %llu h ago: %zu reports stored, %zu of them in the backup, %zu of %zu brought "
      "back in %.0f s\nincidents: %zu, %zu of them in the backup, %zu in the end\nalert ids: %zu, "
      "%zu of what is in the backup; then %zu, %zu of them new, %zu of what is in the backup\n",
      static_cast<unsigned long long>(hours_old()), stored_.size(), kept_.reports.size(), back,
      lost.size(), told.settled_after, before_.incidents.size(), kept_.incidents.size(),
      after.incidents.size(), alerts_before_.size(), of_what_survived(alerts_before_),
      alerts_after_.size(), without(alerts_after_, alerts_before_).size(),
      of_what_survived(alerts_after_));
}

}  // namespace
}  // namespace aviary
