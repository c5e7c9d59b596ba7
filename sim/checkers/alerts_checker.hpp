#pragma once

#include <map>
#include <set>
#include <string>

#include "sim/checkers/checker.hpp"

// One alert for each incident and channel: routed once, called only while a queue owes it, always
// with the same body, and delivered in the end. A webhook may hear of it again; the id is the same.

namespace aviary {

class alerts_checker final : public checker {
 public:
  void see(const sighting& one) override;
  void conclude(const outcome& end) override;

 private:
  void read(const record& one);
  void hear(const sightings::alert_posted& call);

  std::set<incident_id> opened_;
  std::map<incident_id, int> routed_;
  std::set<std::string, std::less<>> expected_;
  std::set<std::string, std::less<>> owed_;
  std::map<std::string, std::string, std::less<>> delivered_;  // body by alert id
};

}  // namespace aviary
