#pragma once

#include <set>

#include "sim/checkers/checker.hpp"

// A bird lets go of a report only when the console has it on disk: what its queue notes as
// acknowledged lies in the console's log by then. A console that was restored may have lost it
// since; what was true when it was said stays said. What somebody accepted in the name of a bird
// whose keys he has is no report of another, and what that bird itself lets go of may be his.

namespace aviary {

class acks_checker final : public checker {
 public:
  void see(const sighting& one) override;

 private:
  std::set<report_id> durable_;
  std::set<std::uint64_t> turned_;
  std::set<bird_id> turned_ids_;
};

}  // namespace aviary
