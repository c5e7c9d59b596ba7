#include "bird/transport/path_profile.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(PathProfile, is_assumed_to_lose_until_it_is_known) {
  path_findings found;
  found.name_octets = 200;
  found.code = answer_code::base64_512;
  found.mode = minimisation::nxdomain;
  const auto profile = profile_of(found);
  EXPECT_EQ(profile.name_octets, 200u);
  EXPECT_EQ(profile.code, answer_code::base64_512);
  EXPECT_EQ(profile.mode, minimisation::nxdomain);
  EXPECT_EQ(profile.loss_assumed, unknown_path().loss_assumed);
}

TEST(PathProfile, says_what_fits_one_query) {
  const auto zone = *zone_name::parse("c.example.net");
  EXPECT_EQ(path_profile{}.one_shot_plain(zone), 113u);
  EXPECT_EQ(path_profile{}.one_shot_sealed(zone), 137u);
  EXPECT_EQ(path_profile{}.fragment_payload(zone), 126u);
  path_profile narrow;
  narrow.name_octets = 80;
  EXPECT_EQ(narrow.fragment_payload(zone), 18u);
}

TEST(PathProfile, a_report_that_is_made_fits_every_path) {
  EXPECT_EQ(body_octets_of_every_path(*zone_name::parse("c.example.net")), body_octets_max);
  const auto longest = *zone_name::parse("a-rather-long.zone.example.com");  // 32 octets
  EXPECT_EQ(longest.wire().size(), zone_octets_max);
  path_profile shortest;
  shortest.name_octets = 80;
  const auto room = body_octets_of_every_path(longest);
  EXPECT_LT(room, body_octets_max);
  EXPECT_GT(room, 16u * 1024);
  EXPECT_LE(room + envelope_head_octets_max + sealed_overhead_octets,
            fragments_max * shortest.fragment_payload(longest));
}

}  // namespace
}  // namespace aviary
