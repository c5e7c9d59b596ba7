#include "sim/checkers/reports_checker.hpp"

#include <algorithm>

#include "actors/bird_session.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/report_journal.hpp"
#include "messages/report_id.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {

void reports_checker::see(const sighting& one) {
  if (const auto* told = std::get_if<sightings::stored>(&one)) {
    if (!turned_.contains(told->bird)) stored_.emplace(told->id, told->bird);
  } else if (const auto* durable = std::get_if<sightings::console_record>(&one)) {
    read(*durable->what);
  } else if (std::holds_alternative<sightings::console_restored>(one)) {
    for (const auto& [id, place] : accepted_) accepted_once_.emplace(id, place.first);
    accepted_.clear();
    places_.clear();
    incidents_.clear();
  } else if (const auto* back = std::get_if<sightings::disk_put_back>(&one)) {
    for (const auto& id : back->gone) stored_.erase(id);
  } else if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
    cloned_.insert(copy->id);
  } else if (const auto* jump = std::get_if<sightings::console_clock_set>(&one)) {
    clock_ += jump->by;
    clock_lowest_ = std::min(clock_lowest_, clock_);
    clock_highest_ = std::max(clock_highest_, clock_);
  } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
    turned_.insert(lost->bird);
    turned_ids_.insert(lost->id);
    std::erase_if(stored_, [lost](const auto& each) { return each.second == lost->bird; });
  }
}

void reports_checker::read(const record& one) {
  if (const auto accepted = read_event<bird_session::events::report_accepted>(one)) {
    const report_place place{accepted->bird, accepted->n};
    // What two birds' sessions say of themselves may have the same number and the same words.
    const bool is_of_bird =
        accepted->id.boot != console_boot && !turned_ids_.contains(accepted->bird);
    if (is_of_bird && !accepted_.emplace(accepted->id, place).second)
      broken("report " + to_text(accepted->id) + " was accepted twice");
    places_.try_emplace(place).first->second.id = accepted->id;
  } else if (const auto assigned = read_event<incident_desk::events::report_assigned>(one)) {
    auto& found = places_[{assigned->bird, assigned->n}];
    if (++found.assigned > 1) broken("report " + to_text(found.id) + " was assigned twice");
    if (incidents_.insert(assigned->incident).second)
      name(assigned->incident, assigned->bird, found.id);
  } else if (const auto added = read_event<incident::events::report_added>(one)) {
    auto& found = places_[{added->bird, added->n}];
    if (found.incident && *found.incident != added->id)
      broken("report " + to_text(found.id) + " is in several incidents");
    else if (found.incident)
      broken("report " + to_text(found.id) + " is in its incident twice");
    found.incident = added->id;
  }
}

void reports_checker::name(const incident_id& incident, const bird_id& bird,
                           const report_id& first) {
  if (turned_ids_.contains(bird)) return;
  if (named_.emplace(std::pair(bird, first), incident).first->second != incident)
    broken("report " + to_text(first) + " names another incident than before");
}

bool reports_checker::is_lost(const report_id& id) const {
  if (accepted_.contains(id)) return false;
  const auto once = accepted_once_.find(id);
  if (once == accepted_once_.end()) return true;
  return !cloned_.contains(once->second) && !journals_are_emptied();
}

/// Birds reckon the age of what they brought over by the console's clock; a world itself is young.
bool reports_checker::journals_are_emptied() const {
  return clock_highest_ - clock_lowest_ > report_journal::age_max - std::chrono::days(1);
}

bool reports_checker::waits() const {
  return std::ranges::any_of(accepted_once_, [this](const auto& once) {
    return stored_.contains(once.first) && is_lost(once.first);
  });
}

void reports_checker::conclude(const outcome&) {
  for (const auto& [id, bird] : stored_)
    if (is_lost(id)) broken("report " + to_text(id) + " is lost");
  for (const auto& [place, found] : places_)
    if (!found.incident) broken("report " + to_text(found.id) + " is in no incident");
}

}  // namespace aviary
