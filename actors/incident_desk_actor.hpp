#pragma once

#include "actors/event_sourced_actor.hpp"
#include "actors/incident_desk.hpp"

// Where the INCIDENT DESK's effects go.

namespace aviary {

using incident_desk_actor = unit_actor<incident_desk>;

spawn_stream spawn_incident_desk();

}  // namespace aviary
