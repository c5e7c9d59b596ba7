#include "actors/registration_actor.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"
#include "actors/machine_messages.hpp"

namespace aviary {
namespace {

struct postman {
  void operator()(const registration::effects::register_bird& effect, const postbox& out) const {
    out.command<bird_session>(addresses::bird_session(effect.bird),
                              bird_session::commands::register_bird{
                                  effect.bird, effect.tag, effect.number, effect.sealed_root});
  }
  void operator()(const registration::effects::answered& effect, const postbox& out) const {
    out.message(address(addresses::registrar), effect);
  }
  void operator()(const registration::effects::refused& effect, const postbox& out) const {
    out.message(address(addresses::registrar), effect);
  }
};

}  // namespace

spawn_stream spawn_registration(std::shared_ptr<const registration::console_identity> console) {
  return spawn_event_sourced<registration>(postman{}, registration::live{std::move(console)});
}

}  // namespace aviary
