#pragma once

#include <cstdint>

#include "actors/registry_actor.hpp"
#include "sim/checkers/checker.hpp"

// Lets the checkers of a world look at the units of one node, whenever one is at rest.

namespace aviary {

class state_window final : public unit_observer {
 public:
  /// The panel and the log outlive the window.
  state_window(checker_panel& checkers, std::uint64_t node, const event_log& log)
      : checkers_(checkers), node_(node), log_(log) {}

  void at_rest(const stream_name& stream, const std::any& state) override {
    checkers_.see(sightings::unit_at_rest{node_, &log_, stream, &state});
  }

 private:
  checker_panel& checkers_;
  std::uint64_t node_;
  const event_log& log_;
};

}  // namespace aviary
