#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::uint64_t small_jump_ms = 120'000;
constexpr std::uint64_t large_jump_hours = 3 * 365 * 24;

}  // namespace

void install_clock_jump(world& where, double rate) {
  const auto chances = std::make_shared<fault_source>(where.plan().source("clock_jump"));
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    const auto whose = chances->between(0, where.birds());
    if (whose > 0) chances->concerns(whose);
    const bool is_large = chances->between(0, 1) == 1;
    const auto size = is_large ? milliseconds(hours(chances->between(1, large_jump_hours)))
                               : milliseconds(chances->between(1, small_jump_ms));
    const auto by = chances->between(0, 1) == 1 ? size : -size;
    (whose == 0 ? where.console().clock() : where.bird(whose).clock()).jump(by);
    if (whose == 0) where.checkers().see(sightings::console_clock_set{by});
  });
}

}  // namespace aviary
