#include "messages/base32.hpp"

#include <array>

namespace aviary {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::uint8_t no_value = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = no_value;
  for (std::uint8_t i = 0; i < 32; ++i) {
    const auto character = static_cast<std::uint8_t>(alphabet[i]);
    values[character] = i;
    if (character >= 'a') values[character - 'a' + 'A'] = i;
  }
  return values;
}
constexpr auto values = make_values();

constexpr std::size_t group_octets = 5;
constexpr std::size_t group_characters = 8;

}  // namespace

std::string_view describe(base32_error error) {
  switch (error) {
    case base32_error::bad_character:
      return "a character outside Base32";
    case base32_error::bad_length:
      return "a length that no octet string encodes to";
    case base32_error::spare_bits_set:
      return "spare bits that are not zero";
  }
  return "unknown";
}

std::uint8_t base32_character(std::uint8_t value) {
  return static_cast<std::uint8_t>(alphabet[value & 31]);
}

std::uint8_t base32_value(std::uint8_t character) {
  return values[character];
}

namespace {

/// The characters of up to 40 bits, which stand at the top of `group`'s low 40.
void encode_group(std::uint64_t group, std::size_t characters, std::uint8_t* out) {
  for (std::size_t i = 0; i < characters; ++i)
    out[i] = static_cast<std::uint8_t>(alphabet[group >> (35 - 5 * i) & 31]);
}

}  // namespace

void base32_encode(byte_view in, std::uint8_t* out) {
  for (; in.size() >= group_octets; in = in.subspan(group_octets), out += group_characters) {
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < group_octets; ++i) group = group << 8 | in[i];
    encode_group(group, group_characters, out);
  }
  // The last group is short and padded with zero bits on the right.
  std::uint64_t group = 0;
  for (std::size_t i = 0; i < in.size(); ++i) group |= std::uint64_t{in[i]} << (32 - 8 * i);
  encode_group(group, base32_characters(in.size()), out);
}

result<void, base32_error> base32_decode(byte_view in, std::uint8_t* out) {
  if (base32_characters(base32_octets(in.size())) != in.size()) return base32_error::bad_length;
  // Bad characters are collected over the whole string and looked at once: no branch per character.
  std::uint8_t seen = 0;
  while (in.size() >= group_characters) {
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < group_characters; ++i) {
      const auto value = values[in[i]];
      seen |= value;
      group = group << 5 | value;
    }
    for (std::size_t i = 0; i < group_octets; ++i)
      *out++ = static_cast<std::uint8_t>(group >> (32 - 8 * i));
    in = in.subspan(group_characters);
  }
  std::uint64_t group = 0;
  for (const auto character : in) {
    const auto value = values[character];
    seen |= value;
    group = group << 5 | value;
  }
  if (seen > 31) return base32_error::bad_character;
  const auto octets = base32_octets(in.size());
  const auto spare = in.size() * 5 - octets * 8;
  if ((group & ((std::uint64_t{1} << spare) - 1)) != 0) return base32_error::spare_bits_set;
  for (std::size_t i = octets; i-- > 0;)
    *out++ = static_cast<std::uint8_t>(group >> (8 * i + spare));
  return {};
}

}  // namespace aviary
