#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "sim/faults/fault.hpp"
#include "sim/nodes/key_thief.hpp"
#include "sim/world.hpp"

// A bird whose keys are in the wrong hands, beside the bird itself: what comes in its name is
// authentic, and ill meant. Nothing that it says may harm another bird's reports, alerts or life.
// That its own get lost, or that it is taken for a clone, is held against nobody.

namespace aviary {
namespace {

constexpr std::uint64_t at_once_max = 12;
constexpr std::uint64_t junk_octets_max = 300;
constexpr std::uint64_t litter_max = 20;
/// The furthest at which a counter is still restored from its low half.
constexpr std::uint64_t jump_max = 0x7FFF'FFFF;
constexpr std::uint64_t own_counters_max = 300;
constexpr std::size_t ids_kept = 100;

bytes draw_octets(fault_source& draws, std::uint64_t most) {
  bytes out(draws.between(0, most));
  for (auto& octet : out) octet = static_cast<std::uint8_t>(draws.between(0, 255));
  return out;
}

bytes draw_octets_of(fault_source& draws, std::string_view kinds) {
  auto out = draw_octets(draws, junk_octets_max);
  if (!out.empty()) out[0] = static_cast<std::uint8_t>(kinds[draws.between(0, kinds.size() - 1)]);
  return out;
}

/// No JSON, or none that a bird writes.
bytes draw_body(fault_source& draws) {
  constexpr std::size_t deep = 5'000;
  const std::array<std::string, 9> bodies{
      "",
      "null",
      "{",
      "[]",
      R"({"logtype":"x","src_host":7})",
      R"({"logtype":4002,"src_host":"","logdata":[]})",
      R"({"logtype":4002,"src_host":"\u0000\ud800","logdata":{"PASSWORD":1e999}})",
      std::string(deep, '['),
      "{\"logtype\":4002,\"logdata\":{\"PASSWORD\":\"" + std::string(body_octets_max / 2, 'A') +
          "\"}}"};
  const auto& text = bodies[draws.between(0, bodies.size() - 1)];
  auto out = bytes(text.begin(), text.end());
  if (draws.between(0, 3) == 0) out = draw_octets(draws, junk_octets_max);
  return out;
}

/// Somebody who has the keys of one bird, for the whole of a world.
class wrong_hands {
 public:
  explicit wrong_hands(world& where) : world_(where) {
    auto draws = where.draws("byzantine");
    victim_ = draws.between(1, where.options().birds);
    where.checkers().on_sighting([this](const sighting& one) {
      const auto* stored = std::get_if<sightings::stored>(&one);
      if (stored == nullptr || stored->bird == victim_) return;
      others_.push_back(stored->id);
      if (others_.size() > ids_kept) others_.pop_front();
    });
  }

  void strike(fault_source& draws) {
    auto& bird = world_.bird(victim_);
    if (!bird.is_registered()) return;
    if (!thief_) thief_.emplace(world_.zone(), bird.tag(), *bird.root());
    world_.turn(victim_);
    for (auto left = draws.between(1, at_once_max); left > 0; --left) {
      using trick = void (wrong_hands::*)(fault_source&);
      constexpr std::array<trick, 9> tricks{
          &wrong_hands::say_junk,   &wrong_hands::report_oddly, &wrong_hands::claim_report,
          &wrong_hands::jump,       &wrong_hands::say_two,      &wrong_hands::litter,
          &wrong_hands::contradict, &wrong_hands::beat,         &wrong_hands::ask};
      (this->*tricks[draws.between(0, tricks.size() - 1)])(draws);
    }
  }

 private:
  /// One of its own, which go up, or one that the bird itself may use.
  counter draw_counter(fault_source& draws) {
    if (draws.between(0, 3) == 0) return {draws.between(0, own_counters_max)};
    return {next_++};
  }

  // -- tricks -------------------------------------------------------------------------------------

  void say_junk(fault_source& draws) {
    const auto plain = draws.between(0, 1) == 0 ? draw_octets(draws, junk_octets_max)
                                                : draw_octets_of(draws, "\x01\x02\x03\x04\x82\x84");
    send(draws, thief_->message(draw_counter(draws), plain));
  }

  void report_oddly(fault_source& draws) {
    report_head head;
    head.id.boot = {{static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF))}, 0};
    head.id.sequence = {static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF))};
    head.age_seconds = static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF));
    // Two draws in one call would be made in whatever order the compiler likes.
    const auto body = draw_body(draws);
    send(draws, thief_->message(draw_counter(draws), {head, body}));
  }

  /// Under the name of another bird's report, or of one that the console made.
  void claim_report(fault_source& draws) {
    report_head head;
    head.id.boot = console_boot;
    if (!others_.empty()) head.id = others_[draws.between(0, others_.size() - 1)];
    const auto body = draw_body(draws);
    send(draws, thief_->message(draw_counter(draws), {head, body}));
  }

  void jump(fault_source& draws) {
    next_ += draws.between(1, jump_max);
    send(draws, thief_->message({next_++}, draw_octets(draws, 40)));
  }

  /// Two plaintexts under one counter.
  void say_two(fault_source& draws) {
    const auto at = draw_counter(draws);
    for (int i = 0; i < 2; ++i) {
      report_head head;
      head.id.sequence = {static_cast<std::uint32_t>(draws.between(0, 3))};
      send(draws, thief_->message(at, {head, draw_body(draws)}));
    }
  }

  /// Fragments of messages that never come to be.
  void litter(fault_source& draws) {
    for (auto left = draws.between(1, litter_max); left > 0; --left) {
      const auto last = draws.between(1, fragments_max - 1);
      const auto index = draws.between(0, last);
      const auto octets = draw_octets(draws, 100);
      send(draws, {thief_->fragment(draw_counter(draws), index, last, octets)});
    }
  }

  /// Fragments that disagree about their message, or that make one which does not open.
  void contradict(fault_source& draws) {
    const auto at = draw_counter(draws);
    const auto last = draws.between(0, 3);
    for (std::uint64_t index = 0; index <= last; ++index) {
      const auto octets = draw_octets(draws, 60);
      send(draws, {thief_->fragment(at, index, last + draws.between(0, 1), octets)});
    }
  }

  /// A sign of life with a digest that is nobody's, a token that is right or not, and any body.
  void beat(fault_source& draws) {
    heartbeat_head head;
    if (draws.between(0, 1) == 0) head.token = token_;
    head.digest.count = static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF));
    head.digest.hashes_xor.value.fill(static_cast<std::uint8_t>(draws.between(0, 255)));
    heartbeat odd;
    const auto letter = static_cast<char>(draws.between(1, 127));
    odd.name = std::string(draws.between(0, 40), letter);
    odd.interval_seconds = static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF));
    odd.dropped = static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF));
    odd.oldest_seconds = odd.waiting = odd.uptime_seconds = odd.interval_seconds;
    const auto body = draws.between(0, 2) == 0 ? draw_body(draws) : encode(odd);
    send(draws, thief_->message(draw_counter(draws), {head, body}));
  }

  void ask(fault_source& draws) {
    const auto number = static_cast<std::uint32_t>(draws.between(0, 0xFFFF'FFFF));
    switch (draws.between(0, 2)) {
      case 0:
        return send(draws, {thief_->query(status_request{{number}})});
      case 1:
        return send(draws, {thief_->query(pull_request{{number}, {number >> 9}})});
      default:
        return send(draws, {thief_->query(hello_request{number, name_octets_max})});
    }
  }

  // -- the way ------------------------------------------------------------------------------------

  /// Hands them to the console, and learns from what it answers: the token of the minute, and which
  /// counter is the highest that it knows.
  void send(const fault_source& draws, const std::vector<thief_query>& queries) {
    draws.concerns(victim_, queries.front().datagram);
    for (const auto& one : queries)
      world_.network().inject(victim_, one.datagram, [this, one](byte_view answer) {
        const auto told = thief_->reply_in(answer, one);
        if (!told) return;
        token_ = told->token;
        next_ = std::max(next_, told->highest.value + 1);
      });
  }

  world& world_;
  std::uint64_t victim_ = 0;
  std::optional<key_thief> thief_;
  /// Above what the bird uses in a world.
  std::uint64_t next_ = 1'000'000;
  life_token token_{};
  std::deque<report_id> others_;
};

}  // namespace

void install_byzantine(world& where, double rate) {
  const auto chances = std::make_shared<fault_source>(where.plan().source("byzantine"));
  const auto hands = std::make_shared<wrong_hands>(where);
  where.each_second([chances, hands, rate] {
    if (chances->strikes(rate)) hands->strike(*chances);
  });
}

}  // namespace aviary
