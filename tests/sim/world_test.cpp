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
    const auto outcome = run_world(seed);
    reports += outcome.reports;
    alerts += outcome.alerts;
    crashes += outcome.crashes;
    for (const auto& broken : outcome.broken_promises)
      ADD_FAILURE() << "seed " << seed << " (" << outcome.drawn << "): " << broken;
    if (!outcome.broken_promises.empty()) break;
  }
  EXPECT_GT(reports, seeds_wanted());
  EXPECT_GT(alerts, seeds_wanted());
  EXPECT_GT(crashes, seeds_wanted() / 2);
  std::printf("%llu seeds, %zu reports, %zu alerts, %zu crashes\n",
              static_cast<unsigned long long>(seeds_wanted()), reports, alerts, crashes);
}

TEST(World, IsTheSameForTheSameSeed) {
  for (const std::uint64_t seed : {7u, 8u}) {
    const auto once = run_world(seed);
    const auto again = run_world(seed);
    EXPECT_EQ(once.steps, again.steps);
    EXPECT_EQ(once.crashes, again.crashes);
    EXPECT_EQ(once.reports, again.reports);
  }
}

}  // namespace
}  // namespace aviary
