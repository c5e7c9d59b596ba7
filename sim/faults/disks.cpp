#include <map>
#include <memory>

#include "sim/faults/fault.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t counters_back_max = 4 * simulated_counters::block;
constexpr double images_per_second = 0.05;
constexpr std::uint64_t full_s_max = 30;
constexpr std::uint64_t clones_max = 2;

std::shared_ptr<fault_source> source_of(world& where, std::string_view fault) {
  return std::make_shared<fault_source>(where.plan().source(fault));
}

void set_room(console_node& console, bool has_room) {
  console.log().set_room(has_room);
  console.fragments().set_room(has_room);
}

}  // namespace

void install_counters_back(world& where, double rate) {
  const auto chances = source_of(where, "counters_back");
  where.behind_bird_crash([chances, rate](bird_node& bird) {
    if (!chances->strikes(rate)) return;
    chances->concerns(bird.ordinal());
    bird.put_counters_back(chances->between(1, counters_back_max));
  });
}

void install_disk_back(world& where, double rate) {
  const auto chances = source_of(where, "disk_back");
  const auto images = std::make_shared<std::map<std::uint64_t, bird_node::disk_image>>();
  const auto draws = std::make_shared<prng>(where.draws("disk images"));
  where.each_second([&where, images, draws] {
    if (!draws->chance(images_per_second)) return;
    auto& bird = where.bird(draws->between(1, where.birds()));
    if (bird.is_registered()) (*images)[bird.ordinal()] = bird.image();
  });
  where.behind_bird_crash([chances, images, rate](bird_node& bird) {
    const bool struck = chances->strikes(rate);
    if (struck) chances->concerns(bird.ordinal());
    const auto found = images->find(bird.ordinal());
    if (struck && found != images->end()) bird.put_disk_back(found->second);
  });
}

void install_clone(world& where, double rate) {
  const auto chances = source_of(where, "clone");
  where.each_second([&where, chances, rate, last = where.birds() + clones_max] {
    if (!chances->strikes(rate) || where.birds() >= last) return;
    const auto original = chances->between(1, where.birds());
    chances->concerns(original);
    if (where.bird(original).is_registered()) where.clone(original);
  });
}

void install_console_restored(world& where, double rate) {
  const auto chances = source_of(where, "console_restored");
  where.behind_console_crash([chances, rate](console_node& console) {
    if (!chances->strikes(rate)) return;
    const auto oldest = console.oldest_backup();
    console.restore({chances->between(oldest.value, console.log().durable().value)});
  });
}

void install_fragments_lost(world& where, double rate) {
  const auto chances = source_of(where, "fragments_lost");
  where.behind_console_crash([chances, rate](console_node& console) {
    if (chances->strikes(rate)) console.lose_fragments();
  });
}

void install_disk_full(world& where, double rate) {
  const auto chances = source_of(where, "disk_full");
  where.each_second([&where, chances, rate] {
    if (!chances->strikes(rate)) return;
    set_room(where.console(), false);
    where.time().after(seconds(chances->between(1, full_s_max)),
                       [&where] { set_room(where.console(), true); });
  });
  where.when_healed([&where] { set_room(where.console(), true); });
}

}  // namespace aviary
