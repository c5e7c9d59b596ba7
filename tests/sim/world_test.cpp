#include "sim/world.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
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

}  // namespace
}  // namespace aviary
