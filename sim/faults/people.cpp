#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t trouble_s_max = 60;
constexpr std::uint64_t slow_ms_max = 20'000;
constexpr receiver_mood good{};

}  // namespace

void install_webhook_trouble(world& where, double rate) {
  const auto chances = std::make_shared<fault_source>(where.plan().source("webhook_trouble"));
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    receiver_mood mood;
    mood.fails = chances->unit();
    mood.takes = chances->unit() * 0.5;
    mood.delay_max = milliseconds(chances->between(1, slow_ms_max));
    where.console().set_receiver(mood);
    where.time().after(seconds(chances->between(1, trouble_s_max)),
                       [&where] { where.console().set_receiver(good); });
  });
  where.when_healed([&where] { where.console().set_receiver(good); });
}

void install_registered_twice(world& where, double rate) {
  where.for_each_bird([rate](bird_node& bird) { bird.set_impatience(rate); });
}

}  // namespace aviary
