#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// Base64 of RFC 4648 section 4 without padding, for paths whose resolver does not pass every octet
// value in a TXT string.

namespace aviary {

enum class base64_error : std::uint8_t { bad_character, bad_length, spare_bits_set };
std::string_view describe(base64_error error);

/// Characters that encode `octets` octets.
constexpr std::size_t base64_characters(std::size_t octets) {
  return (octets * 4 + 2) / 3;
}
/// Whole octets that fit `characters` characters.
constexpr std::size_t base64_octets(std::size_t characters) {
  return characters * 3 / 4;
}

/// Writes base64_characters(in.size()) characters to `out`, which has room for them.
void base64_encode(byte_view in, std::uint8_t* out);

/// Writes base64_octets(in.size()) octets to `out`, which may be where `in` begins.
result<void, base64_error> base64_decode(byte_view in, std::uint8_t* out);

}  // namespace aviary
