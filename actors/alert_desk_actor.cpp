#include "actors/alert_desk_actor.hpp"

#include "actors/addresses.hpp"
#include "actors/incident.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const alert_desk::effects::raised& effect, const postbox& out) const {
    out.command<incident>(addresses::incident(effect.incident), incident::commands::raised{});
  }
  void operator()(const alert_desk::effects::enqueue& effect, const postbox& out) const {
    out.command<retry_queue>(addresses::channel_queue(effect.channel),
                             retry_queue::commands::enqueue{effect.alert, effect.body, {}});
  }
};

}  // namespace

spawn_stream spawn_alert_desk() {
  return spawn_event_sourced<alert_desk>(postman{});
}

}  // namespace aviary
