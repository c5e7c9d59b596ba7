#pragma once

#include <map>
#include <set>

#include "actors/bird_session.hpp"
#include "sim/checkers/checker.hpp"

// A bird is asked for its journal only when there is a reason: the console was restored, or the
// bird's disk or counters were put back, there is a copy of it, or somebody else has its keys. As
// long as nothing of that happened the digests that are compared are equal, whatever is lost, late
// or repeated. And one run of the console asks a bird at most once in 24 hours.

namespace aviary {

class reconciles_checker final : public checker {
 public:
  void see(const sighting& one) override;

 private:
  using asked = bird_session::events::reconcile_asked;

  void read(const record& one);
  void hear(const asked& wanted);
  bool has_reason(const bird_id& bird) const;

  bool restored_ = false;
  std::set<bird_tag> put_back_;  // or copied, or turned
  std::map<bird_id, bird_tag> tags_;
  std::map<bird_id, asked> last_asked_;
};

}  // namespace aviary
