#include "messages/short_mac.hpp"

#include <sodium.h>

#include <bit>

namespace aviary {

short_mac sip_hash(std::span<const std::uint8_t, 16> key, byte_view text) {
  static_assert(crypto_shorthash_BYTES == short_mac::size &&
                crypto_shorthash_KEYBYTES == key.size());
  short_mac mac;
  crypto_shorthash(mac.value.data(), text.data(), text.size(), key.data());
  return mac;
}

bool same_mac(const short_mac& a, const short_mac& b) {
  // One comparison of two registers: its duration says nothing about where they differ.
  return std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value);
}

}  // namespace aviary
