#include "actors/retry_queue_actor.hpp"

#include "actors/addresses.hpp"
#include "actors/alert_desk.hpp"
#include "actors/machine_messages.hpp"
#include "actors/read_back.hpp"

namespace aviary {
namespace {

struct postman {
  retry_queue_wiring wiring;
  stream_name stream;
  const event_log* log = nullptr;

  void operator()(const retry_queue::effects::offer& effect, const postbox& out) const {
    out.message(wiring.transport, offered{stream, effect});
  }
  void operator()(const retry_queue::effects::queued& effect, const postbox& out) const {
    if (wiring.source == addresses::alert_desk)
      out.command<alert_desk>(wiring.source, alert_desk::commands::queued{effect.id});
    else
      out.message(wiring.source, queued_in{stream, effect.id});
  }
  void operator()(const retry_queue::effects::counted& effect, const postbox& out) const {
    if (!wiring.watcher.empty()) out.message(wiring.watcher, queue_counted{stream, effect});
  }
  void operator()(const retry_queue::effects::recall& effect, const postbox& out) const {
    out.command<retry_queue>(stream, read_back(*log, stream, effect));
  }
};

}  // namespace

spawn_stream spawn_retry_queue(retry_queue_wiring wiring) {
  return [wiring](caf::actor_system& system, const node& shared, const stream_name& stream) {
    return spawn_event_sourced<retry_queue>(postman{wiring, stream, shared.log})(system, shared,
                                                                                 stream);
  };
}

}  // namespace aviary
