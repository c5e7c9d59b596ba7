#include "sim/trace/run_hash.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

std::string hash_of(const std::vector<std::pair<sighting, int>>& seen) {
  run_hash out;
  for (const auto& [one, at] : seen) out.fold(one, instant(std::chrono::seconds(at)));
  return out.text();
}

TEST(RunHash, TellsRunsApart) {
  const bytes one{1}, other{2};
  const auto base = hash_of({{sightings::query_sent{1, one}, 1}});
  EXPECT_EQ(base.size(), 32u);
  EXPECT_EQ(base, hash_of({{sightings::query_sent{1, one}, 1}}));
  EXPECT_NE(base, hash_of({{sightings::query_sent{1, other}, 1}}));
  EXPECT_NE(base, hash_of({{sightings::query_sent{2, one}, 1}}));
  EXPECT_NE(base, hash_of({{sightings::query_sent{1, one}, 2}}));
  EXPECT_NE(base, hash_of({{sightings::answer_received{1, one}, 1}}));
  EXPECT_NE(hash_of({{sightings::crashed{1}, 1}}), hash_of({{sightings::started{1}, 1}}));
}

}  // namespace
}  // namespace aviary
