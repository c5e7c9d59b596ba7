#include "bird/transport/path_probe.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "tests/bird/transport/fake_console.hpp"
#include "tests/bird/transport/test_ports.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

// A probe and a console, and a path between them that is as bad as a test wants it.
class probed_path {
 public:
  std::chrono::nanoseconds one_way = 20ms;
  double loss = 0;  ///< each way
  std::size_t name_octets_max = 255;
  std::size_t answer_octets_max = 1232;
  bool truncates = false;       ///< instead of losing an answer that is too long
  bool changes_octets = false;  ///< of answers: what is no ASCII
  bool believes_nxdomain = false;
  bool has_two_minds = false;      ///< only every second query comes to who believes it
  std::size_t cut_first = 0;       ///< so many answers are truncated, whatever their length
  std::optional<instant> ends_at;  ///< nothing comes through from here on
  std::optional<std::chrono::seconds> keeps;  ///< answers, for so long
  std::size_t burst_max = 1000;               ///< queries answered within a second
  bool knows_bird = true;
  bool doubles = false;  ///< every answer comes twice
  instant busy_until{};  ///< the console says "slow down" before

  explicit probed_path(std::uint64_t seed = 1)
      : entropy_(seed),
        chance_(seed + 1),
        console_(zone(), bird(), root(), seed + 2),
        probe_({zone(), bird(), derive_up_keys(root()).fragment, derive_down_keys(root()).ack},
               entropy_) {}

  /// What the probe ends with; `lasted` and `queries` tell what it cost.
  std::optional<path_findings> run() {
    console_.knows_bird = knows_bird;
    perform(probe_.handle(path_probe::commands::begin{0}, now_));
    while (!ended_) {
      auto next = *probe_.next_due();
      const bool arrives = !arrivals_.empty() && arrivals_.begin()->first <= next;
      if (arrives) next = arrivals_.begin()->first;
      now_ = std::max(now_, next);
      if (!arrives) {
        perform(probe_.handle(path_probe::commands::tick{}, now_));
        continue;
      }
      const auto datagram = arrivals_.begin()->second;
      arrivals_.erase(arrivals_.begin());
      if (const auto effects = probe_.receive(0, datagram, now_)) perform(*effects);
    }
    lasted = now_ - instant{};
    return found_;
  }

  std::chrono::nanoseconds lasted{};
  std::size_t queries = 0;

  static zone_name zone() { return *zone_name::parse("c.example.net"); }
  static bird_tag bird() { return {7}; }
  static root_key root() {
    return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 9); });
  }

 private:
  void perform(const std::vector<path_probe::effect>& effects) {
    for (const auto& one : effects) {
      if (const auto* end = std::get_if<path_probe::effects::ended>(&one)) {
        ended_ = true;
        found_ = end->found;
      } else {
        carry(std::get<path_probe::effects::send>(one));
      }
    }
  }

  void carry(const path_probe::effects::send& sent) {
    ++queries;
    const auto query = parse_query(sent.octets);
    ASSERT_TRUE(query);
    if (query->name.size() > name_octets_max) return;
    const bool lost = !sent.over_stream && (entropy_lost() || entropy_lost());
    if (++within_second_[std::chrono::floor<std::chrono::seconds>(now_)] > burst_max) return;
    if (lost || (ends_at && now_ >= *ends_at)) return;
    if (now_ < busy_until)
      console_.override_answer = [](const bird_request& asked) {
        const counter_low at{std::get<hello_request>(asked.body).random};
        return fragment_ack_answer{at, message_status::slow_down, 1, {}};
      };
    else
      console_.override_answer = {};
    auto answer = answer_of(sent.octets, *query);
    if (!sent.over_stream && queries <= cut_first) {
      answer = truncated(*query);
    } else if (!sent.over_stream && answer.size() > answer_octets_max) {
      if (!truncates) return;
      answer = truncated(*query);
    }
    for (int copies = 0; copies < (doubles ? 2 : 1); ++copies)
      arrivals_.emplace(now_ + 2 * one_way, answer);
  }

  bytes answer_of(byte_view octets, const dns_query& query) {
    const auto request = console_.read(octets);
    const bool believes = believes_nxdomain && !(has_two_minds && queries % 2 == 0);
    if (believes && request && request->mode == minimisation::nxdomain)
      return detail::written([&](auto out) {
        return write_negative_answer(out, query, zone(), detail::test_soa(), dns_rcode::name_error);
      });
    const std::string name(as_text(query.name));
    auto ttl = 15s;
    if (keeps) {
      const auto [kept, is_new] = kept_.try_emplace(name, now_);
      ttl = std::max(15s, *keeps) - std::chrono::floor<std::chrono::seconds>(now_ - kept->second);
    }
    auto answer = console_.answer(octets, now_)->datagram;
    if (request) set_ttl(answer, query, static_cast<std::uint32_t>(ttl.count()));
    // An octet of the TXT data, behind the record's head and the string's length.
    const auto data = dns_header_octets + query.name.size() + question_tail_octets + 12 + 1;
    if (changes_octets && request && !is_base64(request->code)) answer[data + 5] ^= 0x80;
    return answer;
  }

  static void set_ttl(bytes& answer, const dns_query& query, std::uint32_t ttl) {
    const auto at = dns_header_octets + query.name.size() + question_tail_octets + 6;
    for (int i = 0; i < 4; ++i)
      answer[at + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ttl >> (24 - 8 * i));
  }

  static bytes truncated(const dns_query& query) {
    return detail::written([&](auto out) { return write_truncated_answer(out, query); });
  }

  bool entropy_lost() { return chance_.chance() < loss; }

  instant now_{};
  seeded_entropy entropy_;
  seeded_entropy chance_;
  fake_console console_;
  path_probe probe_;
  std::multimap<instant, bytes> arrivals_;
  std::map<std::string, instant> kept_;
  std::map<std::chrono::time_point<boot_time, std::chrono::seconds>, std::size_t> within_second_;
  bool ended_ = false;
  std::optional<path_findings> found_;
};

// -- paths ----------------------------------------------------------------------------------------

TEST(PathProbe, finds_a_clean_path_with_38_queries) {
  probed_path path;
  const auto found = path.run();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name_octets, 255u);
  EXPECT_EQ(found->code, answer_code::raw_1232);
  EXPECT_EQ(found->mode, minimisation::nxdomain);
  EXPECT_FALSE(found->over_stream);
  EXPECT_FALSE(found->kept);
  EXPECT_EQ(found->rtt_min, 40ms);
  EXPECT_EQ(found->rtt_median, 40ms);
  EXPECT_EQ(found->burst_answered, found->burst_asked);
  EXPECT_FALSE(found->limps());
  EXPECT_EQ(path.queries, 1u + 3 + 1 + 1 + 32);
  EXPECT_LT(path.lasted, 4s);
}

TEST(PathProbe, finds_the_longest_name) {
  for (const std::size_t passes : {253u, 200u, 199u, 120u, 100u, 80u}) {
    probed_path path;
    path.name_octets_max = passes;
    const auto found = path.run();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name_octets, passes >= 200 ? 200u : passes >= 120 ? 120u : 80u) << passes;
    EXPECT_EQ(found->code, answer_code::raw_1232);
    EXPECT_TRUE(found->limps());
    EXPECT_LT(path.lasted, 30s);
  }
}

TEST(PathProbe, a_name_of_one_label_says_nothing_of_minimisation) {
  probed_path path;
  path.name_octets_max = 80;
  EXPECT_EQ(path.run()->mode, minimisation::nodata);
}

TEST(PathProbe, finds_what_answers_pass) {
  probed_path small;
  small.answer_octets_max = 512;
  EXPECT_EQ(small.run()->code, answer_code::raw_512);

  probed_path ascii;
  ascii.changes_octets = true;
  EXPECT_EQ(ascii.run()->code, answer_code::base64_1232);

  probed_path both;
  both.answer_octets_max = 512;
  both.changes_octets = true;
  EXPECT_EQ(both.run()->code, answer_code::base64_512);
}

TEST(PathProbe, an_answer_that_is_cut_is_too_long) {
  probed_path path;
  path.answer_octets_max = 512;
  path.truncates = true;
  const auto found = path.run();
  EXPECT_EQ(found->code, answer_code::raw_512);
  EXPECT_FALSE(found->over_stream);
  EXPECT_LT(path.lasted, 5s);  // being told is quicker than waiting
}

TEST(PathProbe, where_everything_is_cut_it_goes_over_tcp) {
  probed_path path;
  path.answer_octets_max = 0;
  path.truncates = true;
  const auto found = path.run();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->over_stream);
  EXPECT_EQ(found->name_octets, 255u);
  EXPECT_EQ(found->code, answer_code::raw_1232);
  EXPECT_EQ(found->burst_asked, 0u);
}

TEST(PathProbe, a_strict_resolver_gets_no_nxdomain) {
  probed_path path;
  path.believes_nxdomain = true;
  const auto found = path.run();
  EXPECT_EQ(found->mode, minimisation::nodata);
  EXPECT_FALSE(found->limps());
}

TEST(PathProbe, of_two_resolvers_behind_an_address_the_strict_one_counts) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    probed_path path(seed);
    path.believes_nxdomain = path.has_two_minds = true;
    EXPECT_EQ(path.run()->mode, minimisation::nodata) << seed;
  }
}

TEST(PathProbe, answers_that_were_cut_at_first_are_no_rule) {
  probed_path path;
  path.cut_first = 2;
  const auto found = path.run();
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->over_stream);
  EXPECT_FALSE(found->limps());
}

TEST(PathProbe, tells_a_resolver_that_keeps_answers) {
  probed_path as_told;
  as_told.keeps = 15s;
  EXPECT_EQ(as_told.run()->kept, 15s);

  probed_path longer;
  longer.keeps = 60s;
  EXPECT_EQ(longer.run()->kept, 60s);
}

TEST(PathProbe, notices_that_a_burst_is_held_back) {
  probed_path path;
  path.burst_max = 10;
  const auto found = path.run();
  EXPECT_LT(found->burst_answered, 16u);
  EXPECT_TRUE(found->limps());
}

TEST(PathProbe, a_busy_console_says_nothing_about_the_path) {
  probed_path path;
  path.busy_until = instant{20s};
  const auto found = path.run();
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->limps());
  EXPECT_LT(path.queries, 38u + 25);  // it is asked once a second, as it wants
}

TEST(PathProbe, does_not_wait_for_ever_for_a_busy_console) {
  probed_path path;
  path.busy_until = instant{24h};
  EXPECT_FALSE(path.run());
  EXPECT_LT(path.lasted, 1min);
}

TEST(PathProbe, an_outage_is_no_limit_of_the_path) {
  for (const auto end : {1s, 6s, 10s, 14s}) {
    probed_path path;
    path.name_octets_max = 80;
    path.ends_at = instant{end};
    EXPECT_FALSE(path.run()) << end.count();
  }
}

TEST(PathProbe, answers_that_come_twice_change_nothing) {
  probed_path plain;
  plain.doubles = true;
  EXPECT_FALSE(plain.run()->limps());
  probed_path cut;
  cut.doubles = true;
  cut.answer_octets_max = 0;
  cut.truncates = true;
  const auto found = cut.run();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->over_stream);
  EXPECT_EQ(found->name_octets, 255u);
}

// The first trial has failed when its answers come.
TEST(PathProbe, a_late_answer_proves_the_best_form) {
  probed_path path;
  path.one_way = 2'500ms;
  const auto found = path.run();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name_octets, 255u);
  EXPECT_EQ(found->code, answer_code::raw_1232);
}

TEST(PathProbe, finds_nothing_where_nobody_is) {
  probed_path nobody;
  nobody.name_octets_max = 0;
  EXPECT_FALSE(nobody.run());
  EXPECT_LT(nobody.lasted, 10s);

  probed_path stranger;
  stranger.knows_bird = false;
  EXPECT_FALSE(stranger.run());
}

// -- loss -----------------------------------------------------------------------------------------

// A wrong verdict costs more queries until the next day, so it must be rare also where most is
// lost.
TEST(PathProbe, loss_is_not_taken_for_a_limit) {
  for (const auto& [loss, wrong_max] : std::map<double, int>{{0.1, 0}, {0.3, 6}, {0.5, 30}}) {
    int wrong = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      probed_path path(seed);
      path.loss = loss;
      const auto found = path.run();
      const bool right = found && !found->limps();
      wrong += right ? 0 : 1;
    }
    EXPECT_LE(wrong, wrong_max) << loss;
  }
}

TEST(PathProbe, what_is_not_its_own_it_leaves_to_others) {
  seeded_entropy entropy(1);
  path_probe probe({probed_path::zone(), probed_path::bird(), {}, {}}, entropy);
  const auto effects = probe.handle(path_probe::commands::begin{1}, instant{});
  const auto query = std::get<path_probe::effects::send>(effects.at(0)).octets;
  const auto asked = parse_query(query);
  const auto answer = detail::written([&](auto out) {
    return write_negative_answer(out, *asked, probed_path::zone(), detail::test_soa());
  });
  EXPECT_FALSE(probe.receive(0, answer, instant{}));  // another resolver
  EXPECT_FALSE(probe.receive(1, byte_view(answer).first(1), instant{}));
  auto other_id = answer;
  other_id[0] ^= 1;
  EXPECT_FALSE(probe.receive(1, other_id, instant{}));
  auto other_question = answer;
  other_question[dns_header_octets + 1] ^= 1;
  EXPECT_FALSE(probe.receive(1, other_question, instant{}));
  EXPECT_TRUE(probe.receive(1, answer, instant{}));
}

}  // namespace
}  // namespace aviary
