#pragma once

#include <cstdint>
#include <map>

#include "sim/checkers/checker.hpp"
#include "sim/prng.hpp"

// What a unit holds is what its stream makes of a fresh one: at instants that are drawn, the unit's
// records are read from the log, decoded and folded, and the state that comes of it is compared
// with the one that the unit holds. So nothing that a unit knows is lost when it sleeps or its node
// dies.
//
// FRAGMENT STREAMS are left out: nothing is promised by them, and what they hold beside their log
// is meant to be lost.

namespace aviary {

class replay_checker final : public checker {
 public:
  void see(const sighting& one) override;

  /// Of all instants at which a unit was at rest, those at which it was compared.
  std::uint64_t compared() const { return compared_; }

 private:
  /// A comparison reads the whole log, so a long log is read less often: for each instant, no more
  /// than so many records on average.
  static constexpr std::uint64_t records_per_instant = 32;
  static constexpr std::uint64_t instants_between_min = 8;

  bool is_time(const sightings::unit_at_rest& at);

  prng draws_{1};
  std::map<std::uint64_t, std::uint64_t> instants_left_;  // until the next comparison, by node
  std::uint64_t compared_ = 0;
};

}  // namespace aviary
