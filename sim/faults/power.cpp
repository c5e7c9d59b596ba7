#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t crash_ms_max = 10'000;
constexpr std::uint64_t outage_s_max = 600;

void crash_at_moments(world& where, sim_node& node, std::string_view fault, double rate) {
  const auto chances = std::make_shared<fault_source>(where.plan().source(fault, node.ordinal()));
  node.on_moment([&where, &node, chances, rate] {
    if (node.is_up() && chances->strikes(rate))
      where.power_cut(node, milliseconds(chances->between(1, crash_ms_max)));
  });
}

}  // namespace

void install_bird_crash(world& where, double rate) {
  where.for_each_bird(
      [&where, rate](bird_node& bird) { crash_at_moments(where, bird, "bird_crash", rate); });
}

void install_console_crash(world& where, double rate) {
  crash_at_moments(where, where.console(), "console_crash", rate);
}

void install_bird_outage(world& where, double rate) {
  const auto chances = std::make_shared<fault_source>(where.plan().source("bird_outage"));
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    auto& bird = where.bird(chances->between(1, where.birds()));
    chances->concerns(bird.ordinal());
    if (bird.is_up()) where.power_cut(bird, seconds(chances->between(1, outage_s_max)));
  });
}

}  // namespace aviary
