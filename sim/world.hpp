#pragma once

#include <cstdint>
#include <string>
#include <vector>

// One console, a few birds, and everything that can go wrong between a touch and its alert, from
// one seed. The faults stop before the end, and then every promise must have been kept.

namespace aviary {

struct world_report {
  std::uint64_t seed = 0;
  std::string drawn;  // what the seed drew, as text
  std::size_t reports = 0;
  std::size_t alerts = 0;
  std::size_t messages = 0;  // that birds sealed, heartbeats included
  std::size_t crashes = 0;
  std::uint64_t steps = 0;
  std::vector<std::string> broken_promises;
};

world_report run_world(std::uint64_t seed);

}  // namespace aviary
