#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

/// What somebody on the path has seen go by, the newest thousand.
class eavesdropper {
 public:
  struct overheard {
    std::uint64_t bird = 0;
    bytes message;
    bool is_answer = false;
  };

  static std::shared_ptr<eavesdropper> on(world& where) {
    auto out = std::make_shared<eavesdropper>();
    where.network().on_message([out](std::uint64_t bird, byte_view message, bool is_answer) {
      out->seen_.push_back({bird, {message.begin(), message.end()}, is_answer});
      if (out->seen_.size() > kept) out->seen_.pop_front();
    });
    return out;
  }
  /// Nothing has gone by yet: null.
  const overheard* any(fault_source& draws) const {
    return seen_.empty() ? nullptr : &seen_[draws.between(0, seen_.size() - 1)];
  }

 private:
  static constexpr std::size_t kept = 1'000;
  std::deque<overheard> seen_;
};

constexpr std::uint64_t at_once_max = 20;

/// What a hostile somebody does with one message that was seen.
using trick = void (*)(world&, const eavesdropper::overheard&, fault_source&);

void install(world& where, std::string_view fault, double rate, trick play) {
  const auto chances = std::make_shared<fault_source>(where.plan().source(fault));
  const auto ear = eavesdropper::on(where);
  where.each_second([&where, chances, ear, rate, play] {
    if (!chances->strikes(rate)) return;
    for (auto left = chances->between(1, at_once_max); left > 0; --left)
      if (const auto* seen = ear->any(*chances)) {
        chances->concerns(seen->bird, seen->message);
        play(where, *seen, *chances);
      }
  });
}

/// To whom a message of that kind goes.
void hand_to(world& where, std::uint64_t bird, byte_view message, bool as_answer) {
  if (as_answer)  // what a resolver heard may be meant for any bird
    where.network().inject_answer(std::max<std::uint64_t>(bird, 1), message);
  else
    where.network().inject(bird, message);
}

// A bird's messages from the oldest on, and from there again when the newest has been shown.
class tape {
 public:
  void add(byte_view message) {
    if (kept_.size() < kept_max) kept_.emplace_back(message.begin(), message.end());
  }
  void rewind() { next_ = 0; }
  /// Null while nothing was heard.
  const bytes* next() {
    if (kept_.empty()) return nullptr;
    if (next_ >= kept_.size()) next_ = 0;
    return &kept_[next_++];
  }

 private:
  static constexpr std::size_t kept_max = 1'000;
  std::vector<bytes> kept_;
  std::size_t next_ = 0;
};

constexpr seconds stolen_for{600};
constexpr seconds between_played{5};
constexpr std::uint64_t restart_s_max = 60;
constexpr seconds restart_takes{2};

bytes changed(bytes message, fault_source& draws) {
  if (message.empty()) return message;
  if (draws.between(0, 3) == 0) {
    message.resize(draws.between(0, message.size() - 1));
    return message;
  }
  for (auto bits = draws.between(1, 8); bits > 0; --bits) {
    const auto bit = draws.between(0, message.size() * 8 - 1);
    message[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  return message;
}

}  // namespace

void install_replay(world& where, double rate) {
  install(where, "replay", rate, [](world& to, const eavesdropper::overheard& seen, fault_source&) {
    hand_to(to, seen.bird, seen.message, seen.is_answer);
  });
}

// Somebody takes a bird away and plays in its place what it once sent: from the beginning whenever
// the console starts anew and has forgotten which heartbeats it saw, as it does soon afterwards.
void install_impersonation(world& where, double rate) {
  struct theft {
    std::map<std::uint64_t, tape> tapes;
    std::uint64_t stolen = 0;
    instant until{};
    instant next{};
  };
  const auto chances = std::make_shared<fault_source>(where.plan().source("impersonation"));
  const auto one = std::make_shared<theft>();
  where.network().on_message([one](std::uint64_t bird, byte_view message, bool is_answer) {
    if (!is_answer) one->tapes[bird].add(message);
  });
  where.behind_console_crash([one](console_node&) { one->tapes[one->stolen].rewind(); });
  where.each_second([&where, chances, one, rate] {
    const auto now = where.time().now();
    if (now < one->until) {
      if (now < one->next) return;
      one->next = now + between_played;
      if (const auto* message = one->tapes[one->stolen].next())
        where.network().inject(one->stolen, *message);
    } else if (chances->strikes(rate)) {
      auto& bird = where.bird(chances->between(1, where.birds()));
      if (!bird.is_up()) return;
      one->stolen = bird.ordinal();
      chances->concerns(bird.ordinal());
      one->until = now + stolen_for;
      where.power_cut(bird, stolen_for);
      where.time().after(seconds(chances->between(1, restart_s_max)),
                         [&where] { where.power_cut(where.console(), restart_takes); });
    }
  });
}

void install_reflection(world& where, double rate) {
  install(where, "reflection", rate,
          [](world& to, const eavesdropper::overheard& seen, fault_source& draws) {
            const auto whom = draws.between(1, to.birds());
            hand_to(to, whom, seen.message, !seen.is_answer);
          });
}

void install_forgery(world& where, double rate) {
  install(where, "forgery", rate,
          [](world& to, const eavesdropper::overheard& seen, fault_source& draws) {
            hand_to(to, seen.bird, changed(seen.message, draws), seen.is_answer);
          });
}

}  // namespace aviary
