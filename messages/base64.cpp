#include "messages/base64.hpp"

#include <array>

namespace aviary {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_value = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = no_value;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(alphabet[i])] = i;
  return values;
}
constexpr auto values = make_values();

constexpr std::size_t group_octets = 3;
constexpr std::size_t group_characters = 4;

}  // namespace

std::string_view describe(base64_error error) {
  switch (error) {
    case base64_error::bad_character:
      return "a character outside Base64";
    case base64_error::bad_length:
      return "a length that no octet string encodes to";
    case base64_error::spare_bits_set:
      return "spare bits that are not zero";
  }
  return "unknown";
}

void base64_encode(byte_view in, std::uint8_t* out) {
  while (!in.empty()) {
    const auto octets = in.size() < group_octets ? in.size() : group_octets;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < octets; ++i) group |= std::uint32_t{in[i]} << (16 - 8 * i);
    const auto characters = base64_characters(octets);
    for (std::size_t i = 0; i < characters; ++i)
      *out++ = static_cast<std::uint8_t>(alphabet[group >> (18 - 6 * i) & 63]);
    in = in.subspan(octets);
  }
}

result<void, base64_error> base64_decode(byte_view in, std::uint8_t* out) {
  if (base64_characters(base64_octets(in.size())) != in.size()) return base64_error::bad_length;
  std::uint8_t seen = 0;
  // A group is read whole before its octets are written, so `out` may overlap the front of `in`.
  while (!in.empty()) {
    const auto characters = in.size() < group_characters ? in.size() : group_characters;
    const auto octets = base64_octets(characters);
    const auto spare = characters * 6 - octets * 8;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < characters; ++i) {
      const auto value = values[in[i]];
      seen |= value;
      group = group << 6 | (value & 63u);
    }
    if ((group & ((1u << spare) - 1)) != 0 && seen <= 63) return base64_error::spare_bits_set;
    for (std::size_t i = octets; i-- > 0;)
      *out++ = static_cast<std::uint8_t>(group >> (8 * i + spare));
    in = in.subspan(characters);
  }
  if (seen > 63) return base64_error::bad_character;
  return {};
}

}  // namespace aviary
