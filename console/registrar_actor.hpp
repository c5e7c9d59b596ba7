#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "actors/event_sourced_actor.hpp"
#include "actors/machine_messages.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"

// The REGISTRAR stands between the API and REGISTRATION: it reads a bird's request line, draws the
// randomness that answering takes, and tells the asker what came of it.

namespace aviary {

/// The API: a person vouches for this request line. `told` gets `{"answer":LINE,"words":"..."}`.
struct ask_registration {
  std::string request_line;
  bool replaces = false;  // the bird's last registration may end with it
  std::string by;
  std::function<void(result<json_object, failure>)> told;
};

using registrar_actor =
    caf::typed_actor<caf::reacts_to<ask_registration>,
                     caf::reacts_to<registration::effects::answered>,  // REGISTRATION
                     caf::reacts_to<registration::effects::refused>>;  // REGISTRATION

struct registrar_state {
  std::map<std::uint64_t, std::function<void(result<json_object, failure>)>> askers;
  std::uint64_t next_asker = 1;
  static inline const char* name = "registrar";
};

/// `entropy` outlives the actor.
registrar_actor::behavior_type registrar_behavior(
    registrar_actor::stateful_pointer<registrar_state> self, node shared, entropy_port* entropy);

}  // namespace aviary

AVIARY_MESSAGE(aviary::ask_registration)
