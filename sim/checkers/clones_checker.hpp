#pragma once

#include <set>

#include "actors/bird_session.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"
#include "sim/checkers/checker.hpp"
#include "sim/checkers/read_event.hpp"

// A bird is called a clone only when there is a copy of it, or of its keys.

namespace aviary {

class clones_checker final : public checker {
 public:
  void see(const sighting& one) override {
    if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
      cloned_.insert(copy->id);
    } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
      cloned_.insert(lost->id);
    } else if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
      const auto event = read_event<bird_session::events::report_accepted>(*seen->what);
      if (event && calls_it_a_clone(*event) && !cloned_.contains(event->bird))
        broken("bird " + to_hex(event->bird.value) + " has no clone but is said to have one");
    }
  }

 private:
  static bool calls_it_a_clone(const bird_session::events::report_accepted& event) {
    if (event.id.boot != console_boot) return false;
    const auto said = decode_report(as_bytes(event.body));
    return said && said->type == log_types::bird_cloned;
  }

  std::set<bird_id> cloned_;
};

}  // namespace aviary
