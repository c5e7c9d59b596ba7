#include "sim/checkers/reconciles_checker.hpp"

#include <chrono>

#include "messages/hex.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {

void reconciles_checker::see(const sighting& one) {
  if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    read(*seen->what);
  } else if (const auto* counters = std::get_if<sightings::counters_put_back>(&one)) {
    put_back_.insert(counters->bird);
  } else if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
    put_back_.insert(copy->tag);
  } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
    put_back_.insert(lost->tag);
  } else if (std::holds_alternative<sightings::console_restored>(one)) {
    restored_ = true;
    last_asked_.clear();  // what is left of it is seen again
  }
}

void reconciles_checker::read(const record& one) {
  using events = bird_session::events;
  if (const auto registered = read_event<events::registered>(one)) {
    tags_[registered->bird] = registered->tag;
    last_asked_.erase(registered->bird);
  } else if (const auto differs = read_event<events::digests_differed>(one)) {
    if (!has_reason(differs->bird))
      broken("the digest of bird " + to_hex(differs->bird.value) + " differs for no reason");
  } else if (const auto wanted = read_event<asked>(one)) {
    hear(*wanted);
  }
}

void reconciles_checker::hear(const asked& wanted) {
  const auto last = last_asked_.find(wanted.bird);
  const bool again = last != last_asked_.end() && last->second.asker == wanted.asker &&
                     std::chrono::abs(wanted.asked - last->second.asked) < std::chrono::hours(24);
  if (again)
    broken("bird " + to_hex(wanted.bird.value) +
           " was asked for its journal twice in 24 hours by one console");
  last_asked_[wanted.bird] = wanted;
}

bool reconciles_checker::has_reason(const bird_id& bird) const {
  const auto tag = tags_.find(bird);
  return restored_ || (tag != tags_.end() && put_back_.contains(tag->second));
}

}  // namespace aviary
