#pragma once

#include <chrono>
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
//
// All that holds in the log that the console has in the end. When that is a restored one, what it
// lost of a bird's reports is back too, each in exactly one incident: one that survived in its old
// one, one that was lost in its old one or another. Three things are nobody's promise then: what
// the console had noted itself, which no bird can say again; what had been accepted from a bird of
// which there is a copy, as two birds under one name have no common digest; and what had been
// accepted at all when the console's clock went wrong by so much that journals took it for old.
//
// An incident is named by the report that is assigned to it first, in whichever log: when that one
// names an incident once more, it is by the same name.

namespace aviary {

class reports_checker final : public checker {
 public:
  void see(const sighting& one) override;
  void conclude(const outcome& end) override;
  /// For the birds to say again what a restored console lost.
  bool waits() const override;

 private:
  using report_place = std::pair<bird_id, std::uint64_t>;
  struct accepted_report {
    report_id id{};
    int assigned = 0;
    std::optional<incident_id> incident;
  };

  void read(const record& one);
  void name(const incident_id& incident, const bird_id& bird, const report_id& first);
  bool is_lost(const report_id& id) const;
  bool journals_are_emptied() const;

  std::map<report_id, std::uint64_t> stored_;  // by whom
  std::set<std::uint64_t> turned_;
  std::set<bird_id> turned_ids_;
  std::map<report_id, bird_id> accepted_once_;  // in a log that is no more
  std::set<incident_id> incidents_;
  std::map<std::pair<bird_id, report_id>, incident_id> named_;  // in any log
  std::set<bird_id> cloned_;
  std::chrono::milliseconds clock_{}, clock_lowest_{}, clock_highest_{};  // the console's, jumped
  std::map<report_id, report_place> accepted_;
  std::map<report_place, accepted_report> places_;
};

}  // namespace aviary
