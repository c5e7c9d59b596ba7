#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "sim/checkers/checker.hpp"

// Every report of which a decoy was told that it is stored ends in exactly one incident: it is
// accepted once, assigned once, added once. A report that was on a disk which somebody put back is
// nobody's promise any more; when it had got through all the same, it counts like any other. So it
// is with the reports of a bird whose keys are in the wrong hands; what was accepted in its name,
// under whatever id, still ends in one incident, and stands for no other bird's report.

namespace aviary {

class reports_checker final : public checker {
 public:
  void see(const sighting& one) override;
  void conclude(const outcome& end) override;

 private:
  using report_place = std::pair<bird_id, std::uint64_t>;
  struct accepted_report {
    report_id id{};
    int assigned = 0;
    std::optional<incident_id> incident;
  };

  void read(const record& one);

  std::map<report_id, std::uint64_t> stored_;  // by whom
  std::set<std::uint64_t> turned_;
  std::set<bird_id> turned_ids_;
  std::map<report_id, report_place> accepted_;
  std::map<report_place, accepted_report> places_;
};

}  // namespace aviary
