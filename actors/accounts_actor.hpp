#pragma once

#include "actors/accounts.hpp"
#include "actors/event_sourced_actor.hpp"

// Where ACCOUNTS' effects go: all to the ACCOUNT DESK, which knows who asked.

namespace aviary {

spawn_stream spawn_accounts();

}  // namespace aviary

AVIARY_MESSAGE(aviary::accounts::effects::done)
AVIARY_MESSAGE(aviary::accounts::effects::refused)
