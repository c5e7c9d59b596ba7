#pragma once

#include "actors/bird_session.hpp"
#include "actors/event_sourced_actor.hpp"

// Where a BIRD SESSION's effects go.

namespace aviary {

using bird_session_actor = unit_actor<bird_session>;

spawn_stream spawn_bird_session();

}  // namespace aviary
