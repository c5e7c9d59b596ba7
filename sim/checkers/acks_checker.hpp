#pragma once

#include <set>

#include "sim/checkers/checker.hpp"

// A bird lets go of a report only when the console has it on disk: what its queue notes as
// acknowledged lies in the console's log by then. A console that was restored may have lost it
// since; what was true when it was said stays said.

namespace aviary {

class acks_checker final : public checker {
 public:
  void see(const sighting& one) override;

 private:
  std::set<report_id> durable_;
};

}  // namespace aviary
