#include "actors/fragment_stream_actor.hpp"

#include <string>

#include "actors/addresses.hpp"
#include "messages/hash.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

struct postman {
  event_log* fragments;

  void operator()(const auto& hint, const postbox& out) const {
    out.message(address(addresses::presence), hint);
  }
  void operator()(const fragment_stream::effects::retire& effect, const postbox&) const {
    fragments->retire(fragment_stream_address(effect.message));
  }
};

}  // namespace

address fragment_stream_address(const fragment_stream::message_place& message) {
  return "fragment_stream/" + to_hex(big_endian(message.tag.value)) + '-' +
         to_hex(big_endian(message.at.value));
}

spawn_stream spawn_fragment_stream(event_log& fragments) {
  return spawn_event_sourced<fragment_stream>(postman{&fragments});
}

}  // namespace aviary
