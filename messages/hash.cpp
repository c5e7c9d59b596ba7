#include "messages/hash.hpp"

#include <sodium.h>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

// libsodium works without its init, but then on its slowest code paths. Everything that seals also
// hashes, so doing it where the hash is linked in means that no program can forget it.
const int sodium_ready = sodium_init();

}  // namespace

void detail::blake2b(std::span<std::uint8_t> digest, byte_view key,
                     std::initializer_list<byte_view> parts) {
  AVIARY_INVARIANT(key.size() <= crypto_generichash_blake2b_KEYBYTES_MAX, "a key of 0 to 64");
  crypto_generichash_blake2b_state state;
  // crypto_generichash would refuse digests below 16 octets only by its documentation; this is the
  // function beneath it, which takes every length of RFC 7693.
  bool done = crypto_generichash_blake2b_init(&state, key.data(), key.size(), digest.size()) == 0;
  for (auto part : parts)
    done = done && crypto_generichash_blake2b_update(&state, part.data(), part.size()) == 0;
  done = done && crypto_generichash_blake2b_final(&state, digest.data(), digest.size()) == 0;
  if (!key.empty()) sodium_memzero(&state, sizeof state);
  AVIARY_INVARIANT(done, "BLAKE2b takes any input");
  AVIARY_INVARIANT(sodium_ready >= 0, "libsodium starts");
}

}  // namespace aviary
