#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "bird/bird.hpp"
#include "sim/load/console_api.hpp"
#include "sim/load/load_meter.hpp"
#include "sim/load/report_times.hpp"
#include "sim/nodes/simulated_counters.hpp"
#include "storage/memory_event_log.hpp"

// One bird of a run under load: the bird itself, and what a device would have around it. Its log is
// in memory and its counters are; clock, randomness and keys are those of a real one. What it says
// of its reports is read off its own log, so that nothing in the bird knows that it is watched.

namespace aviary {

class load_bird {
 public:
  struct surroundings {
    const clock_port* clock = nullptr;
    entropy_port* entropy = nullptr;
    load_meter* meter = nullptr;
    std::chrono::seconds interval{15};
  };

  /// Everything outlives the bird, `system` excepted: it has one thread, ends after `end`, and
  /// before this goes.
  load_bird(caf::actor_system& system, const surroundings& around, datagram_port& network,
            const admitted_bird& admitted, std::uint32_t ordinal);
  load_bird(const load_bird&) = delete;
  load_bird& operator=(const load_bird&) = delete;

  /// Somebody touched a decoy.
  void submit(report seen);
  /// Ends its actors, once they come to it.
  void end() { self_.reset(); }

 private:
  void look_at(const record& written);

  surroundings around_;
  memory_event_log log_;
  simulated_counters counters_;
  report_times times_;  // of the system's thread
  subscription written_;
  std::unique_ptr<bird> self_;
};

}  // namespace aviary
