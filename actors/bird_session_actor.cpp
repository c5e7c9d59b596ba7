#include "actors/bird_session_actor.hpp"

#include "actors/addresses.hpp"
#include "actors/incident_desk.hpp"
#include "actors/machine_messages.hpp"
#include "actors/registration.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const bird_session::effects::file& effect, const postbox& out) const {
    out.command<incident_desk>(
        address(addresses::incident_desk),
        incident_desk::commands::file{effect.bird, effect.n, effect.settled, effect.report});
  }
  void operator()(const bird_session::effects::message_acked& effect, const postbox& out) const {
    out.message(address(addresses::presence), effect);
  }
  void operator()(const bird_session::effects::witness_told& effect, const postbox& out) const {
    out.message(address(addresses::presence), effect);
  }
  void operator()(const bird_session::effects::bird_registered& effect, const postbox& out) const {
    out.command<registration>(address(addresses::registration),
                              registration::commands::settle{effect.bird, effect.number});
  }
};

}  // namespace

spawn_stream spawn_bird_session() {
  return spawn_event_sourced<bird_session>(postman{});
}

}  // namespace aviary
