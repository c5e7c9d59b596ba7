#include "actors/system_entropy.hpp"

#include <sodium.h>

#include "messages/invariant.hpp"

namespace aviary {

system_entropy::system_entropy() {
  AVIARY_INVARIANT(sodium_init() >= 0, "libsodium finds the kernel's randomness");
}

void system_entropy::fill(std::span<std::uint8_t> out) {
  randombytes_buf(out.data(), out.size());
}

}  // namespace aviary
