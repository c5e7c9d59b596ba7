#include "sim/checkers/alerts_checker.hpp"

#include <utility>

#include "actors/alert_desk.hpp"
#include "actors/incident.hpp"
#include "actors/retry_queue.hpp"
#include "messages/hex.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {

void alerts_checker::see(const sighting& one) {
  if (const auto* durable = std::get_if<sightings::console_record>(&one)) {
    read(*durable->what);
  } else if (const auto* call = std::get_if<sightings::alert_posted>(&one)) {
    hear(*call);
  } else if (const auto* restored = std::get_if<sightings::console_restored>(&one)) {
    backup_ = restored->last;
    opened_.clear();
    routed_.clear();
    expected_.clear();
    owed_.clear();
  }
}

void alerts_checker::read(const record& one) {
  if (const auto opened = read_event<incident::events::opened>(one)) {
    opened_.insert(opened->id);
    auto body = alert_body(*opened);
    if (backup_ && (one.at_position > *backup_ || body != bodies_[opened->id])) reopen(opened->id);
    bodies_[opened->id] = std::move(body);
  } else if (const auto routed = read_event<alert_desk::events::alert_routed>(one)) {
    if (++routed_[routed->incident] > 1)
      broken("incident " + to_hex(routed->incident.value) + " raised two alerts");
    for (const auto& channel : routed->channels)
      expected_.insert(alert_id(routed->incident, channel));
  } else if (const auto owed = read_event<retry_queue::events::enqueued>(one)) {
    owed_.insert(owed->id);
  } else if (const auto done = read_event<retry_queue::events::acknowledged>(one, "retry_queue/")) {
    owed_.erase(done->id);
  }
}

/// What was delivered of it was another incident's, which the console lost.
void alerts_checker::reopen(const incident_id& incident) {
  const auto prefix = to_hex(incident.value);
  std::erase_if(delivered_, [&prefix](const auto& one) { return one.first.starts_with(prefix); });
}

void alerts_checker::hear(const sightings::alert_posted& call) {
  const std::string id(call.id);
  // A queue may take one over again that it delivered already, when the alert desk crashed before
  // it knew that: then it is owed once more.
  if (!owed_.contains(id)) broken("alert " + id + " was sent while no queue owed it");
  if (!expected_.contains(id)) broken("alert " + id + " is nobody's");
  if (!call.taken) return;
  const auto [known, fresh] = delivered_.emplace(id, call.body);
  if (!fresh && known->second != call.body) broken("alert " + id + " came with two bodies");
}

void alerts_checker::conclude(const outcome&) {
  for (const auto& incident : opened_)
    if (!routed_.contains(incident))
      broken("incident " + to_hex(incident.value) + " raised no alert");
  for (const auto& alert : expected_)
    if (!delivered_.contains(alert)) broken("alert " + alert + " was not delivered");
}

}  // namespace aviary
