#include "messages/secret.hpp"

#include <sodium.h>

namespace aviary {

void wipe(std::span<std::uint8_t> octets) {
  sodium_memzero(octets.data(), octets.size());
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace aviary
