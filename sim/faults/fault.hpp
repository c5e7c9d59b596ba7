#pragma once

#include <span>
#include <string_view>

#include "sim/world_options.hpp"

// One way in which a world goes wrong, a file each. A fault is installed while the world is made,
// and from then on takes its chances from the world's plan.

namespace aviary {

class world;

struct fault_kind {
  std::string_view name;
  std::string_view what;     ///< for people
  std::string_view rate_of;  ///< what its rate is a share of: "append or datagram", "second"
  double usual;              ///< the rate of `--faults NAME`
  double most;               ///< the highest that a seed draws
  void (*install)(world&, double rate);
  /// Whether a world that a seed draws can bear it.
  bool (*fits)(const world_options&) = [](const world_options&) { return true; };
};

std::span<const fault_kind> fault_kinds();
/// Null when there is none of that name.
const fault_kind* find_fault(std::string_view name);

void install_bird_crash(world&, double rate);
void install_bird_outage(world&, double rate);
void install_console_crash(world&, double rate);
void install_counters_back(world&, double rate);
void install_disk_back(world&, double rate);
void install_clone(world&, double rate);
void install_console_restored(world&, double rate);
void install_fragments_lost(world&, double rate);
void install_disk_full(world&, double rate);
void install_clock_jump(world&, double rate);
void install_webhook_trouble(world&, double rate);
void install_line_cut(world&, double rate);
void install_partition(world&, double rate);
void install_clogging(world&, double rate);
void install_replay(world&, double rate);
void install_reflection(world&, double rate);
void install_forgery(world&, double rate);
void install_registered_twice(world&, double rate);
void install_impersonation(world&, double rate);
void install_byzantine(world&, double rate);

}  // namespace aviary
