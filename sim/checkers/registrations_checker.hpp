#pragma once

#include <set>
#include <utility>

#include "actors/bird_session.hpp"
#include "messages/hex.hpp"
#include "sim/checkers/checker.hpp"
#include "sim/checkers/read_event.hpp"

// However often a request is handed in, it makes one registration.

namespace aviary {

class registrations_checker final : public checker {
 public:
  void see(const sighting& one) override {
    if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
      const auto made = read_event<bird_session::events::registered>(*seen->what);
      if (made && !known_.emplace(made->bird, made->number).second)
        broken("bird " + to_hex(made->bird.value) + " was registered twice under one number");
    } else if (std::holds_alternative<sightings::console_restored>(one)) {
      known_.clear();
    }
  }

 private:
  std::set<std::pair<bird_id, registration_no>> known_;
};

}  // namespace aviary
