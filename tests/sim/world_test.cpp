#include "sim/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace aviary {
namespace {

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
  using std::chrono::seconds;
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

}  // namespace
}  // namespace aviary
