#pragma once

#include "actors/event_sourced_actor.hpp"
#include "actors/incident.hpp"

// Where an INCIDENT's effects go.

namespace aviary {

using incident_actor = unit_actor<incident>;

spawn_stream spawn_incident();

}  // namespace aviary
