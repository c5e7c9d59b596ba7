#pragma once

#include <memory>

#include "actors/event_sourced_actor.hpp"
#include "actors/registration.hpp"

// Where REGISTRATION's effects go.

namespace aviary {

using registration_actor = unit_actor<registration>;

spawn_stream spawn_registration(std::shared_ptr<const registration::console_identity> console);

}  // namespace aviary
