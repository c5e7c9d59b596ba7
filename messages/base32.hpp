#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// Base32 of RFC 4648 section 6 with lower-case letters and no padding, between buffers of the
// caller. Letters are read in either case, because resolvers may change the case of a QNAME (0x20);
// everything else is strict, so that one octet string has exactly one spelling.

namespace aviary {

enum class base32_error : std::uint8_t { bad_character, bad_length, spare_bits_set };
std::string_view describe(base32_error error);

/// Characters that encode `octets` octets.
constexpr std::size_t base32_characters(std::size_t octets) {
  return (octets * 8 + 4) / 5;
}
/// Whole octets that fit `characters` characters.
constexpr std::size_t base32_octets(std::size_t characters) {
  return characters * 5 / 8;
}

/// The character of a value 0..31.
std::uint8_t base32_character(std::uint8_t value);
/// The value of a character of either case, or 0xFF.
std::uint8_t base32_value(std::uint8_t character);

/// Writes base32_characters(in.size()) characters to `out`, which has room for them.
void base32_encode(byte_view in, std::uint8_t* out);

/// Writes base32_octets(in.size()) octets to `out`, which has room for them. Errors: a character
/// outside the alphabet; a length that no octet string encodes to; spare bits that are not zero.
result<void, base32_error> base32_decode(byte_view in, std::uint8_t* out);

}  // namespace aviary
