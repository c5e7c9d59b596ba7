#include "bird/transport/segment_puller.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <queue>
#include <vector>

#include "messages/test_object.hpp"
#include "tests/bird/transport/fake_console.hpp"
#include "tests/bird/transport/test_ports.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;
using outcome = segment_puller::outcome;

/// A puller and a console in virtual time, 40 ms apart both ways together.
class pull_world {
 public:
  explicit pull_world(std::size_t window, answer_code code = answer_code::raw_1232,
                      std::uint64_t seed = 1)
      : console(zone(), bird, root(), seed),
        chance_(seed + 1),
        entropy_(seed + 2),
        each_(segment_octets(code, zone())),
        puller_(settings(window, code), entropy_) {}

  static zone_name zone() { return *zone_name::parse("c.example.net"); }
  static root_key root() {
    return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 7); });
  }

  // -- what a test sets ---------------------------------------------------------------------------

  fake_console console;
  std::chrono::nanoseconds one_way = 20ms;
  /// How long a refusal takes.
  std::chrono::nanoseconds refuses_after{};
  double loss = 0;  // each way
  bool down = false;
  bool truncates = false;
  std::optional<dns_rcode> refuses;
  /// Changes what comes back.
  std::function<void(bytes&)> alters;

  // -- what it does -------------------------------------------------------------------------------

  /// How it ended; nothing within that time.
  std::optional<outcome> pull(std::chrono::nanoseconds at_most, std::vector<bool> there = {}) {
    perform(puller_.handle(segment_puller::commands::begin{std::move(there)}, now));
    return go_on(at_most);
  }
  std::optional<outcome> go_on(std::chrono::nanoseconds at_most) {
    const auto until = now + at_most;
    while (!ended_) {
      auto next = puller_.next_due();
      if (!events_.empty() && (!next || events_.top().at < *next)) next = events_.top().at;
      if (!next || *next > until) {
        now = until;
        return std::nullopt;
      }
      now = std::max(now, *next);
      step();
    }
    return ended_;
  }

  // -- what it saw --------------------------------------------------------------------------------

  instant now{};
  std::vector<bool> stored;
  std::uint64_t queries = 0;
  std::size_t under_way_max = 0;
  std::vector<std::string> faults;
  std::uint32_t segments() const { return puller_.segments(); }
  std::optional<instant> refused_since() const { return puller_.refused_since(); }

 private:
  static constexpr bird_tag bird{0x0B12D001};
  struct event {
    instant at{};
    std::uint64_t order = 0;
    bool to_console = false;
    bytes octets;
    bool over_stream = false;
    bool operator>(const event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  static segment_puller_settings settings(std::size_t window, answer_code code) {
    segment_puller_settings out{zone(),
                                bird,
                                derive_up_keys(root()).fragment,
                                derive_down_keys(root()).ack,
                                derive_file_key(root()),
                                {},
                                test_object,
                                window};
    out.path.code = code;
    return out;
  }

  void perform(const std::vector<segment_puller::effect>& effects) {
    for (const auto& effect : effects) {
      if (const auto* send = std::get_if<segment_puller::effects::send>(&effect)) {
        ++queries;
        if (!down) carry(true, send->octets, send->over_stream);
      } else if (const auto* store = std::get_if<segment_puller::effects::store>(&effect)) {
        keep(*store);
      } else {
        ended_ = std::get<segment_puller::effects::ended>(effect).how;
      }
    }
    under_way_max = std::max(under_way_max, under_way_);
  }

  void keep(const segment_puller::effects::store& store) {
    stored.resize(segments());
    if (stored[store.number.value]) faults.push_back("stored twice");
    stored[store.number.value] = true;
    const auto place = place_of_segment(test_object.octets, each_, store.number);
    bytes expected(place.octets);
    fill_test_object(place.offset, expected);
    if (store.piece != expected) faults.push_back("other octets");
  }

  void carry(bool to_console, bytes octets, bool over_stream, std::chrono::nanoseconds after = {}) {
    if (!over_stream && chance_.chance() < loss) return;
    under_way_ += to_console ? 1 : 0;
    events_.push({now + one_way + after, ++order_, to_console, std::move(octets), over_stream});
  }

  void step() {
    if (events_.empty() || events_.top().at > now)
      return perform(puller_.handle(segment_puller::commands::tick{}, now));
    auto arrived = events_.top();
    events_.pop();
    if (arrived.to_console) return at_console(arrived);
    --under_way_;
    perform(puller_.handle(segment_puller::commands::datagram{arrived.octets}, now));
  }

  void at_console(const event& arrived) {
    const auto query = parse_query(arrived.octets);
    std::array<std::uint8_t, 512> room;
    std::optional<std::size_t> size;
    if (refuses) size = write_rcode_answer(room, *query, *refuses);
    if (truncates && !arrived.over_stream) size = write_truncated_answer(room, *query);
    bytes answer;
    if (size)
      answer.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*size));
    else
      answer = console.answer(arrived.octets, now)->datagram;
    if (alters) alters(answer);
    carry(false, std::move(answer), arrived.over_stream,
          refuses ? refuses_after : std::chrono::nanoseconds{});
  }

  seeded_entropy chance_;
  seeded_entropy entropy_;
  std::size_t each_;
  segment_puller puller_;
  std::priority_queue<event, std::vector<event>, std::greater<>> events_;
  std::optional<outcome> ended_;
  std::size_t under_way_ = 0;
  std::uint64_t order_ = 0;
};

void expect_whole(const pull_world& world) {
  EXPECT_EQ(world.faults, std::vector<std::string>{});
  EXPECT_EQ(std::ranges::count(world.stored, true), world.segments());
}

double seconds(instant at) {
  return std::chrono::duration<double>(at - instant{}).count();
}

TEST(SegmentPuller, AsksOnceForEachSegmentWhereNothingIsLost) {
  for (const auto code : {answer_code::raw_1232, answer_code::base64_512}) {
    pull_world world(window_max, code);
    EXPECT_EQ(world.pull(60s), outcome::complete);
    expect_whole(world);
    EXPECT_EQ(world.queries, world.segments());
  }
}

TEST(SegmentPuller, TakesLittleLongerThanItsWindowAllows) {
  pull_world world(window_max);
  ASSERT_EQ(world.pull(60s), outcome::complete);
  EXPECT_LT(seconds(world.now), 1.6);  // 944 segments, 32 in 40 ms: 1.18 s
}

TEST(SegmentPuller, WithAWindowOfOneAsksNothingBeforeTheLastIsStored) {
  pull_world world(1);
  EXPECT_EQ(world.pull(60s), outcome::complete);
  expect_whole(world);
  EXPECT_EQ(world.under_way_max, 1u);
}

TEST(SegmentPuller, BringsAllThroughLoss) {
  for (const auto& [loss, bar] :
       std::vector<std::pair<double, double>>{{0.05, 3}, {0.2, 5}, {0.3, 7}, {0.5, 20}}) {
    pull_world world(window_max);
    world.loss = loss;
    EXPECT_EQ(world.pull(300s), outcome::complete) << loss;
    expect_whole(world);
    EXPECT_LT(seconds(world.now), bar) << loss;
    std::printf("  1 MiB, %2.0f %% loss: %5.2f s, %lu queries\n", loss * 100, seconds(world.now),
                static_cast<unsigned long>(world.queries));
  }
}

TEST(SegmentPuller, GoesOnWhereItWas) {
  pull_world world(window_max);
  std::vector<bool> there(world.segments(), true);
  for (std::size_t i = 0; i < there.size(); i += 3) there[i] = false;
  const auto missing = static_cast<std::uint64_t>(std::ranges::count(there, false));
  EXPECT_EQ(world.pull(60s, there), outcome::complete);
  EXPECT_EQ(world.queries, missing);
  pull_world all(window_max);
  EXPECT_EQ(all.pull(1s, std::vector<bool>(all.segments(), true)), outcome::complete);
  EXPECT_EQ(all.queries, 0u) << "all of it was there";
}

TEST(SegmentPuller, IsToldThatNothingIsOffered) {
  pull_world world(window_max);
  world.console.offers_test_object = false;
  EXPECT_EQ(world.pull(60s), outcome::not_offered);
  EXPECT_LE(world.queries, 20u);
}

TEST(SegmentPuller, GivesUpWhereNobodyAnswersAndAskedEverMoreRarely) {
  pull_world world(window_max);
  world.down = true;
  EXPECT_EQ(world.pull(600s), outcome::silent);
  EXPECT_EQ(world.now, instant{} + segment_puller::patience);
  EXPECT_LE(world.queries, 60u);
}

TEST(SegmentPuller, PausesWhenItIsTold) {
  pull_world world(window_max);
  int told = 0;
  world.console.override_answer = [&](const bird_request&) -> std::optional<fragment_ack_answer> {
    if (++told > 3) return {};
    return fragment_ack_answer{{}, message_status::slow_down, 4, {}};
  };
  EXPECT_EQ(world.pull(60s), outcome::complete);
  expect_whole(world);
  EXPECT_GT(seconds(world.now), 4);
}

TEST(SegmentPuller, OutlastsAResolverThatRefuses) {
  pull_world world(window_max);
  world.refuses = dns_rcode::server_failure;
  EXPECT_EQ(world.pull(20s), std::nullopt);
  EXPECT_LE(world.queries, 60u) << "it pauses";
  world.refuses.reset();
  EXPECT_EQ(world.go_on(200s), outcome::complete);
  expect_whole(world);
}

TEST(SegmentPuller, SaysThatItWasRefused) {
  pull_world world(window_max);
  world.refuses = dns_rcode::refused;
  EXPECT_EQ(world.pull(600s), outcome::refused);
  EXPECT_LE(world.now, instant{} + segment_puller::patience_refused);
}

TEST(SegmentPuller, OutlastsAResolverThatTakesTheConsoleForDead) {
  pull_world world(window_max);
  EXPECT_EQ(world.pull(200ms), std::nullopt);
  EXPECT_GT(std::ranges::count(world.stored, true), 8);
  world.refuses = dns_rcode::server_failure;
  EXPECT_EQ(world.go_on(950s), std::nullopt);
  world.refuses.reset();
  EXPECT_EQ(world.go_on(200s), outcome::complete);
  expect_whole(world);
}

TEST(SegmentPuller, ARefusalBehindWhichAnswersComeMakesItNoMorePatient) {
  pull_world world(1);
  EXPECT_EQ(world.pull(200ms), std::nullopt);
  world.refuses = dns_rcode::server_failure;
  EXPECT_EQ(world.go_on(5s), std::nullopt);
  world.refuses.reset();
  EXPECT_EQ(world.go_on(5s), std::nullopt);
  EXPECT_EQ(world.refused_since(), std::nullopt);
  world.down = true;
  const auto before = world.now;
  EXPECT_EQ(world.go_on(600s), outcome::silent);
  EXPECT_LE(world.now, before + segment_puller::patience + 1s) << "what was under way came";
}

TEST(SegmentPuller, KnowsSinceWhenNothingButRefusalsCome) {
  pull_world world(window_max);
  EXPECT_EQ(world.pull(200ms), std::nullopt);
  EXPECT_EQ(world.refused_since(), std::nullopt);
  world.refuses = dns_rcode::server_failure;
  EXPECT_EQ(world.go_on(10s), std::nullopt);
  ASSERT_TRUE(world.refused_since());
  EXPECT_GE(*world.refused_since(), instant{} + 200ms);
  EXPECT_LE(*world.refused_since(), instant{} + 300ms);
}

TEST(SegmentPuller, OutlastsTheLongestPause) {
  pull_world world(window_max);
  world.refuses = dns_rcode::server_failure;
  EXPECT_EQ(world.pull(130s), std::nullopt);
  world.refuses.reset();
  EXPECT_EQ(world.go_on(200s), outcome::complete);
  expect_whole(world);
}

TEST(SegmentPuller, AsksOnceMoreForWhatIsRefusedLate) {
  pull_world world(window_max);
  world.refuses = dns_rcode::server_failure;
  world.refuses_after = 1500ms;  // behind the timeout
  EXPECT_EQ(world.pull(2500ms), std::nullopt);
  world.refuses.reset();
  const auto before = world.queries;
  EXPECT_EQ(world.go_on(200s), outcome::complete);
  expect_whole(world);
  EXPECT_LE(world.queries - before, world.segments()) << "none twice at once";
}

TEST(SegmentPuller, AsksRarelyInASilenceOnASlowPath) {
  pull_world world(1);
  world.one_way = 1s;
  EXPECT_EQ(world.pull(20s), std::nullopt);
  const auto before = world.queries;
  world.down = true;
  EXPECT_EQ(world.go_on(40s), std::nullopt);
  EXPECT_LE(world.queries - before, 12u);
  world.down = false;
  EXPECT_EQ(world.go_on(1h), outcome::complete);
  expect_whole(world);
}

TEST(SegmentPuller, WaitsLongerThanItsPatienceWhenTheConsoleAsksForIt) {
  pull_world world(window_max);
  int told = 0;
  world.console.override_answer = [&](const bird_request&) -> std::optional<fragment_ack_answer> {
    if (++told > 1) return {};
    return fragment_ack_answer{{}, message_status::slow_down, 200, {}};
  };
  EXPECT_EQ(world.pull(600s), outcome::complete);
  EXPECT_GT(seconds(world.now), 200);
}

TEST(SegmentPuller, GoesOverTcpWhatIsTruncated) {
  pull_world world(4);
  world.truncates = true;
  EXPECT_EQ(world.pull(120s), outcome::complete);
  expect_whole(world);
}

TEST(SegmentPuller, TakesNothingThatSomebodyChanged) {
  pull_world world(window_max);
  seeded_entropy entropy(5);
  std::size_t answers = 0;
  world.alters = [&](bytes& answer) {
    if (++answers % 2 == 0) answer[entropy.draw<std::uint16_t>() % answer.size()] ^= 4;
  };
  EXPECT_EQ(world.pull(120s), outcome::complete);
  expect_whole(world);
}

}  // namespace
}  // namespace aviary
