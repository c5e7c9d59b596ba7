#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/accounts.hpp"
#include "actors/ports.hpp"

// What a link, a session or an API token is to its owner: 64 hexadecimal digits of 32 random
// octets. The console keeps BLAKE2b-256 of the octets, so that a copy of its log opens nothing.

namespace aviary {

struct credential {
  std::string text;
  credential_hash hash{};
};

credential draw_credential(entropy_port& entropy);
/// Nothing for what is no credential's text.
std::optional<credential_hash> hash_of_credential(std::string_view text);

/// What a page proves with that it is ours: a keyed hash of the session, 32 hexadecimal digits.
std::string csrf_token_of(std::string_view session);

}  // namespace aviary
