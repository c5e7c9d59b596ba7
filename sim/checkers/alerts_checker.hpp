#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/checkers/checker.hpp"

// One alert for each incident and channel: routed once, called only while a queue owes it, always
// with the same body, and delivered in the end. A webhook may hear of it again; the id is the same.
//
// A restored console keeps to that for every incident that its backup holds: no second id, and no
// other body. An incident that was lost is made anew when one of its reports comes back. It has its
// old id when the same report opens it, as ids are reckoned from that; but reports come back in
// another order than they came first, so another one may open it, or two where it was one. Its
// alert is owed and delivered anew, and its body may be another: it tells of the report that
// reached the incident first, when that happened as well as can be told by now, and the bird's
// name, which the console may not have heard again yet. A later backup may hold it as it was made
// anew, and then that body is the one to keep to. Of what nobody can say again the receiver keeps
// the alert.

namespace aviary {

class alerts_checker final : public checker {
 public:
  void see(const sighting& one) override;
  void conclude(const outcome& end) override;

 private:
  void read(const record& one);
  void hear(const sightings::alert_posted& call);

  std::set<incident_id> opened_;
  void reopen(const incident_id& incident);

  std::optional<position> backup_;             // behind which a restored log went on
  std::map<incident_id, std::string> bodies_;  // as the log says that was seen last
  std::map<incident_id, int> routed_;
  std::set<std::string, std::less<>> expected_;
  std::set<std::string, std::less<>> owed_;
  std::map<std::string, std::string, std::less<>> delivered_;  // body by alert id
};

}  // namespace aviary
