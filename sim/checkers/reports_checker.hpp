#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "sim/checkers/checker.hpp"

// Every report of which a decoy was told that it is stored ends in exactly one incident: it is
// accepted once, assigned once, added once. A report that was on a disk which somebody put back is
// nobody's promise any more; when it had got through all the same, it counts like any other.

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

  std::set<report_id> stored_;
  std::map<report_id, report_place> accepted_;
  std::map<report_place, accepted_report> places_;
};

}  // namespace aviary
