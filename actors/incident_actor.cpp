#include "actors/incident_actor.hpp"

#include "actors/addresses.hpp"
#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/incident_desk.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const incident::effects::filed& effect, const postbox& out) const {
    out.command<bird_session>(addresses::bird_session(effect.bird),
                              bird_session::commands::filed{effect.n});
  }
  void operator()(const incident::effects::raise& effect, const postbox& out) const {
    out.command<alert_desk>(address(addresses::alert_desk),
                            alert_desk::commands::raise{effect.id, effect.body});
  }
  void operator()(const incident::effects::close_taken& effect, const postbox& out) const {
    out.command<incident_desk>(address(addresses::incident_desk),
                               incident_desk::commands::closed{effect.id});
  }
};

}  // namespace

spawn_stream spawn_incident() {
  return spawn_event_sourced<incident>(postman{});
}

}  // namespace aviary
