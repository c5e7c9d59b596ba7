#include <algorithm>
#include <deque>
#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

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
