#include "sim/trace/side_by_side.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aviary {
namespace {

using std::chrono::seconds;

/// Worlds of these seeds; 0 stands for one that dies at once.
struct seen_run {
  std::uint64_t seed = 0;
  std::string hash;
  bool failed = false;

  friend bool operator==(const seen_run&, const seen_run&) = default;
};

std::vector<seen_run> run_all(const std::vector<std::uint64_t>& seeds, std::size_t jobs) {
  std::vector<seen_run> out;
  std::size_t started = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (started == seeds.size()) return {};
    wanted_run one{{draw_world(seeds[started]), {}}, false};
    if (seeds[started++] == 0) one.world.options.workload = "no such workload";
    return one;
  };
  run_side_by_side(jobs, seconds(60), next, [&](const auto& one, const auto& outcome) {
    out.push_back({one.world.options.seed, outcome.hash, outcome.failed()});
  });
  return out;
}

TEST(SideBySide, ComesToTheSameInTheSameOrderHoweverManyRunAtOnce) {
  const std::vector<std::uint64_t> seeds{3, 1, 0, 4, 1, 0, 7};
  const auto one_by_one = run_all(seeds, 1);
  ASSERT_EQ(one_by_one.size(), seeds.size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    EXPECT_EQ(one_by_one[i].seed, seeds[i]);
    EXPECT_EQ(one_by_one[i].failed, seeds[i] == 0);
  }
  EXPECT_EQ(run_all(seeds, 4), one_by_one);
}

TEST(SideBySide, HandsAFailureOverWhenNoOtherRuns) {
  std::size_t started = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (started == 6) return {};
    wanted_run one{{draw_world(started), {}}, false};
    if (started++ == 2) one.world.options.workload = "no such workload";
    return one;
  };
  std::size_t handed = 0;
  std::size_t started_at_failure = 0;
  run_side_by_side(3, seconds(60), next, [&](const auto&, const auto& outcome) {
    ++handed;
    if (outcome.failed()) started_at_failure = started;
  });
  EXPECT_EQ(handed, 6u);
  EXPECT_LT(started_at_failure, 6u) << "none is started before the failure was handed over";
}

TEST(SideBySide, GivesUpOnEachThatTakesTooLong) {
  std::size_t hung = 0;
  std::size_t started = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (started == 3) return {};
    return wanted_run{{draw_world(++started), {}}, false};
  };
  run_side_by_side(2, seconds(0), next,
                   [&](const auto&, const auto& outcome) { hung += outcome.kind() == "hung"; });
  EXPECT_EQ(hung, 3u);
}

}  // namespace
}  // namespace aviary
