#pragma once

#include "actors/alert_desk.hpp"
#include "actors/event_sourced_actor.hpp"

// Where the ALERT DESK's effects go.

namespace aviary {

using alert_desk_actor = unit_actor<alert_desk>;

spawn_stream spawn_alert_desk();

}  // namespace aviary
