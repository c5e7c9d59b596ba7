#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "actors/registry_actor.hpp"
#include "messages/ids.hpp"
#include "sim/console_node.hpp"
#include "sim/faulty_log.hpp"
#include "sim/ledger.hpp"
#include "sim/lossy_link.hpp"
#include "sim/timeline.hpp"

// A bird in a world: its disk and its queue of reports. Its link to the console carries whole
// messages.

namespace aviary {

class bird_node {
 public:
  bird_node(timeline& time, std::uint64_t seed, std::uint8_t ordinal, link_faults faults,
            console_node& console, ledger& witness);

  void start();
  void crash();
  bool is_up() const { return up_; }
  /// Somebody touches the decoy. Lost when the bird is down: nobody is there to be touched.
  void touch(const std::string& source);
  void heal();

  faulty_log& log() { return log_; }

 private:
  void post(caf::message what);
  void send(const std::string& report, const std::string& body);

  timeline& time_;
  virtual_clock clock_;
  faulty_log log_;
  bird_id id_;
  console_node& console_;
  ledger& witness_;
  lossy_link up_link_;
  lossy_link down_link_;
  bool up_ = false;
  boot_id boot_{};
  report_sequence next_sequence_{};
  registry_actor registry_;
};

}  // namespace aviary
