#pragma once

#include "actors/ports.hpp"
#include "console/delegation/dns_lookup.hpp"

namespace aviary {

/// Asks a server and waits: over UDP twice with the look-up's patience, over TCP for four seconds,
/// which is also where an answer with TC=1 is fetched from. For commands, which have nothing else
/// to do. `entropy` draws the ids.
lookup_outcome ask_and_wait(const dns_lookup& lookup, entropy_port& entropy);

}  // namespace aviary
