#include "sim/checkers/acks_checker.hpp"

#include "actors/bird_session.hpp"
#include "actors/retry_queue.hpp"
#include "messages/report_id.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {
namespace {

using acknowledged = retry_queue::events::acknowledged;

}  // namespace

void acks_checker::see(const sighting& one) {
  if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    const auto accepted = read_event<bird_session::events::report_accepted>(*seen->what);
    if (accepted && !turned_ids_.contains(accepted->bird)) durable_.insert(accepted->id);
  } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
    turned_.insert(lost->bird);
    turned_ids_.insert(lost->id);
  } else if (const auto* append = std::get_if<sightings::bird_appends>(&one)) {
    if (turned_.contains(append->bird)) return;
    for (const auto& event : append->what->events) {
      if (event.type != acknowledged::name) continue;
      const auto read = decode_event<std::variant<acknowledged>>(event.type, event.payload);
      const auto& id = std::get<acknowledged>(*read).id;
      const auto report = report_id_from_text(id);
      if (report && !durable_.contains(*report))
        broken("report " + id + " was acknowledged before it was in the console's log");
    }
  }
}

}  // namespace aviary
