#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actors/bird_session.hpp"
#include "actors/registry_actor.hpp"
#include "sim/faulty_log.hpp"
#include "sim/ledger.hpp"
#include "sim/timeline.hpp"

// A console in a world: its disk, which outlives it, and its units, which do not. Messages come in
// whole here; the webhook receiver behind it is down half of the time.

namespace aviary {

class console_node {
 public:
  using ack = std::function<void(const bird_session::effects::message_acked&)>;

  console_node(timeline& time, std::uint64_t seed, ledger& witness);

  /// The bird is registered, from the next start on.
  void know(const bird_id& bird) { birds_.push_back(bird); }
  void start();
  /// Its actors die at once, and what its disk had not written is lost.
  void crash();
  bool is_up() const { return up_; }

  /// A whole report arrives; `on_ack` is how the way back is taken.
  void receive(const bird_id& bird, bird_session::commands::accept_report report, ack on_ack);
  /// From here on the webhook receiver answers.
  void heal() { receiver_is_down_ = 0; }

  faulty_log& log() { return log_; }

 private:
  void post(address to, caf::message what);

  timeline& time_;
  prng faults_;
  virtual_clock clock_;
  faulty_log log_;
  ledger& witness_;
  double receiver_is_down_ = 0.5;
  bool up_ = false;
  std::uint64_t lives_ = 0;
  std::map<std::uint64_t, ack> waiting_;  // by slot
  std::uint64_t next_slot_ = 1;
  std::vector<bird_id> birds_;
  registry_actor registry_;
};

}  // namespace aviary
