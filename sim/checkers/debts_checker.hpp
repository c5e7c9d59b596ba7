#pragma once

#include "sim/checkers/checker.hpp"

// When the faults stop, everything comes to rest: everybody is up, and no stream of any log owes
// anything. The fragments' log is not among them: fragments of a message that a restarted bird
// sealed anew wait until they are too old, and they are nobody's debt.

namespace aviary {

class debts_checker final : public checker {
 public:
  void see(const sighting&) override {}
  void conclude(const outcome& end) override {
    for (const auto& who : end.missing) broken(who + " is not up");
    for (const auto& [name, log] : end.logs) {
      log->for_each_stream([&, &name = name](const stream_name& stream, const stream_head& head) {
        if (head.owes) broken(name + ": stream " + stream + " still owes something");
      });
    }
  }
};

}  // namespace aviary
