#include "actors/incident_desk_actor.hpp"

#include "actors/addresses.hpp"
#include "actors/incident.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const incident_desk::effects::add_report& effect, const postbox& out) const {
    out.command<incident>(
        addresses::incident(effect.incident),
        incident::commands::add_report{effect.incident, effect.bird, effect.n, effect.report});
  }
  void operator()(const incident_desk::effects::close& effect, const postbox& out) const {
    out.command<incident>(addresses::incident(effect.incident),
                          incident::commands::close{{effect.incident, effect.by}});
  }
};

}  // namespace

spawn_stream spawn_incident_desk() {
  return spawn_event_sourced<incident_desk>(postman{});
}

}  // namespace aviary
