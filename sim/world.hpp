#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/checkers/checker.hpp"
#include "sim/network/site_network.hpp"
#include "sim/nodes/bird_node.hpp"
#include "sim/nodes/console_node.hpp"
#include "sim/timeline.hpp"
#include "sim/trace/fault_plan.hpp"
#include "sim/trace/run_hash.hpp"
#include "sim/world_options.hpp"

// One console, some birds, a workload, and everything that can go wrong between a touch and its
// alert, in virtual time and from one seed. The faults stop before the end, and then every promise
// must have been kept.

namespace aviary {

struct world_report {
  world_options options;
  std::vector<strike> strikes;
  std::vector<std::string> broken_promises;
  std::string hash;  ///< of everything that was seen; the same run has the same
  std::uint64_t steps = 0;
  std::uint64_t hostile_steps = 0;  ///< of them, until the faults stopped
  std::size_t reports = 0;          ///< stored by birds
  std::size_t alerts = 0;           ///< that the webhook took
  std::size_t messages = 0;         ///< queries of birds
  std::size_t crashes = 0;
  site_network::totals network;
  /// Virtual seconds behind the last fault until everybody had settled.
  double settled_after = 0;
};

class world {
 public:
  explicit world(const world_options& options);
  /// The faults strike at these places only.
  world(const world_options& options, const std::vector<strike>& only) : world(options, &only) {}
  ~world();

  world_report run();

  // -- for faults and workloads, while the world is made ------------------------------------------

  const world_options& options() const { return options_; }
  const zone_name& zone() const { return zone_; }
  timeline& time() { return time_; }
  fault_plan& plan() { return plan_; }
  checker_panel& checkers() { return checkers_; }
  site_network& network() { return network_; }
  console_node& console() { return console_; }
  bird_node& bird(std::uint64_t ordinal) { return *birds_[ordinal - 1]; }
  std::uint64_t birds() const { return birds_.size(); }
  /// Draws that are nobody else's, and no faults.
  prng draws(std::string_view component) const { return {options_.seed, component}; }
  bool is_healed() const { return healed_; }

  using hook = std::function<void()>;
  using bird_hook = std::function<void(bird_node&)>;
  using console_hook = std::function<void(console_node&)>;
  /// Once a virtual second until the faults stop.
  void each_second(hook what) { seconds_.push_back(std::move(what)); }
  /// When the faults stop.
  void when_healed(hook what) { heals_.push_back(std::move(what)); }
  /// For each bird that there is, and each that comes to be.
  void for_each_bird(bird_hook what);
  /// Behind each crash, while it is down.
  void behind_bird_crash(bird_hook what) { behind_bird_crash_.push_back(std::move(what)); }
  void behind_console_crash(console_hook what) { behind_console_crash_.push_back(std::move(what)); }

  // -- for faults, while it runs ------------------------------------------------------------------

  /// The node dies as soon as the actor that runs now has returned, and starts again after `down`.
  void power_cut(sim_node& node, instant::duration down);
  /// A second bird starts from a copy of what is on this one's disks.
  void clone(std::uint64_t ordinal);
  /// That bird's keys, and so those of its clones, are in the wrong hands from here on.
  void turn(std::uint64_t ordinal);

 private:
  world(const world_options& options, const std::vector<strike>* only);
  void wire();
  void start_all();
  void add_bird(std::unique_ptr<bird_node> made);
  void crash(sim_node& node);
  void pass_second();
  void count(const sighting& one);
  void see_turned(const bird_node& one);
  void heal();
  bool is_settled() const;
  bool settle(instant limit);
  bool run_while_content(instant end, instant::duration slice);
  outcome result_so_far() const;
  bird_surroundings surroundings();

  world_options options_;
  zone_name zone_;
  checker_panel checkers_;
  run_hash hash_;
  timeline time_;
  fault_plan plan_;
  site_network network_;
  console_node console_;
  std::vector<std::unique_ptr<bird_node>> birds_;
  std::vector<hook> seconds_;
  std::vector<hook> heals_;
  std::vector<bird_hook> bird_hooks_;
  std::vector<bird_hook> behind_bird_crash_;
  std::vector<console_hook> behind_console_crash_;
  bool healed_ = false;
  std::set<bird_id> turned_;
  world_report report_;
};

/// A run in one call.
world_report run_world(const world_options& options);

}  // namespace aviary
