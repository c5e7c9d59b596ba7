#pragma once

#include "messages/key_schedule.hpp"

// The key that signs updates (Ed25519, RFC 8032). Its secret half is made at the console's `init`
// and belongs offline; birds get the public half with their registration.

namespace aviary {

/// The seed from which both halves come; 32 random octets.
using update_seed = secret<struct update_seed_tag, 32>;

/// The public half.
update_key update_key_of(const update_seed& seed);

}  // namespace aviary
