#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "messages/bytes.hpp"

// BLAKE2b (RFC 7693), keyed or not, for every digest length that the protocol names. The length is
// a parameter of the hash, not a cut: BLAKE2b-64 shares no octets with the head of BLAKE2b-512.

namespace aviary {

namespace detail {
void blake2b(std::span<std::uint8_t> digest, byte_view key, std::initializer_list<byte_view> parts);
}

/// BLAKE2b with a digest of `Octets` over the parts put end to end. Parts carry no lengths: let all
/// but one be of fixed size, or two inputs could mean the same.
/// `key`: empty, or 16 to 64 octets.
template <std::size_t Octets>
std::array<std::uint8_t, Octets> blake2b(byte_view key, std::initializer_list<byte_view> parts) {
  static_assert(Octets >= 1 && Octets <= 64, "RFC 7693 section 2.1");
  std::array<std::uint8_t, Octets> digest;
  detail::blake2b(digest, key, parts);
  return digest;
}

/// The same, unkeyed, as a strong type: `blake2b_as<report_hash>({body})`.
template <class Digest>
Digest blake2b_as(std::initializer_list<byte_view> parts) {
  return Digest{blake2b<Digest::size>({}, parts)};
}

/// A big-endian integer as a part of what is hashed.
template <std::unsigned_integral Integer>
std::array<std::uint8_t, sizeof(Integer)> big_endian(Integer value) {
  std::array<std::uint8_t, sizeof(Integer)> octets;
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    octets[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(Integer) - 1 - i)));
  return octets;
}

}  // namespace aviary
