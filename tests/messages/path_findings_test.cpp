#include "messages/path_findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aviary {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

path_findings clean() {
  path_findings out;
  out.rtt_min = 40ms;
  out.rtt_median = 42ms;
  out.burst_asked = 32;
  out.burst_answered = 32;
  return out;
}

TEST(PathFindings, a_clean_path_needs_no_advice) {
  EXPECT_FALSE(clean().limps());
  EXPECT_FALSE(advice(clean()));
}

TEST(PathFindings, a_path_that_limps_has_one_sentence) {
  auto names = clean();
  names.name_octets = 120;
  auto answers = clean();
  answers.code = answer_code::raw_512;
  auto octets = clean();
  octets.code = answer_code::base64_1232;
  auto cut = clean();
  cut.over_stream = true;
  auto held_back = clean();
  held_back.burst_answered = 15;
  const std::vector<std::pair<path_findings, std::string>> limping{
      {names, "120 octets"}, {answers, "512 octets"},   {octets, "changed"},
      {cut, "TC=1"},         {held_back, "rate limit"},
  };
  for (const auto& [found, words] : limping) {
    EXPECT_TRUE(found.limps()) << words;
    ASSERT_TRUE(advice(found)) << words;
    EXPECT_THAT(*advice(found), HasSubstr(words));
    EXPECT_THAT(*advice(found), testing::Not(HasSubstr("\n")));
  }
}

TEST(PathFindings, what_loss_took_is_no_rate_limit) {
  auto lossy = clean();
  lossy.burst_answered = 10;
  lossy.share_lost = 0.5;
  EXPECT_FALSE(lossy.limps());
}

TEST(PathFindings, comes_back_from_json) {
  auto found = clean();
  EXPECT_EQ(path_findings_from_json(to_json(found)), found);
  found = {120, answer_code::base64_512, minimisation::nxdomain, true, 60s, 1ms, 2ms, 0.25, 1, 2,
           3};
  EXPECT_EQ(path_findings_from_json(to_json(found)), found);
}

TEST(PathFindings, refuses_what_is_none) {
  const auto whole = to_json(clean());
  for (const auto& member : whole) {
    auto less = whole;
    less.erase(member.key());
    EXPECT_FALSE(path_findings_from_json(less)) << member.key();
    auto other = whole;
    other[member.key()] = json_array{};
    EXPECT_FALSE(path_findings_from_json(other)) << member.key();
  }
  for (const auto& [name, value] :
       std::vector<std::pair<const char*, json_value>>{{"name_octets", 79},
                                                       {"name_octets", 256},
                                                       {"answers", "raw"},
                                                       {"lost_per_1000", 1001},
                                                       {"rtt_min_us", 1'000'000'001},
                                                       {"burst_asked", -1}}) {
    auto odd = whole;
    odd[name] = value;
    EXPECT_FALSE(path_findings_from_json(odd)) << name;
  }
}

TEST(PathFindings, of_several_resolvers) {
  const known_paths paths{{"192.0.2.1:53", clean()},
                          {"[2001:db8::1]:5353", clean()},
                          {"https://dns.example.net/dns-query=192.0.2.7", clean()}};
  EXPECT_EQ(known_paths_from_json(to_json(paths)), paths);
  auto odd = to_json(paths);
  odd["dns.example.net:53"] = to_json(clean());
  odd["192.0.2.2:53"] = json_object{};
  odd["192.0.2.3:53"] = 5;
  odd["http://192.0.2.7/"] = to_json(clean());
  odd["https://192.0.2.7/ \x1b[31m"] = to_json(clean());
  odd["https://192.0.2.7/" + std::string(resolver_octets_max, 'x')] = to_json(clean());
  odd["192.0.2.1:0053"] = to_json(clean());  // one form of the same address
  EXPECT_EQ(known_paths_from_json(odd), paths);
  json_object many;
  for (int i = 1; i <= 20; ++i) many["192.0.2." + std::to_string(i) + ":53"] = to_json(clean());
  EXPECT_EQ(known_paths_from_json(many).size(), known_paths_max);
}

}  // namespace
}  // namespace aviary
