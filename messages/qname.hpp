#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/base32.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// A QNAME as a carrier of octets: one control character and the Base32 of the payload, cut into
// labels of 63 that are filled from the zone side.
//
//     string   C 0 1 2 ... 61 | 62 ... 124 | 125 ... 187 | 188 ...        C: control character
//     labels     first           second        third        fourth
//     QNAME    fourth . third . second . first . zone
//
// So the label next to the zone is full (unless it is the only one) and begins with the control
// character: a resolver that minimises QNAMEs asks for that label first, and the name server knows
// the mode from it.
//
// The control character, 5 bits:   v v m t t
//     vv  version of the protocol, 01 here
//     m   what the name server answers for a minimised name: 0 NODATA, 1 NXDOMAIN
//     tt  00 one-shot, 01 fragment, 10 pull or status, 11 hello

namespace aviary {

/// Version 1 of the protocol. Control characters of version 1 are the letters i to p.
inline constexpr std::uint8_t protocol_version = 1;

enum class request_type : std::uint8_t { one_shot = 0, fragment = 1, pull = 2, hello = 3 };

/// The answer for a name that a resolver minimised. NXDOMAIN halves the queries of a resolver that
/// goes on regardless, and breaks one that believes it, so the bird probes for it.
enum class minimisation : std::uint8_t { nodata = 0, nxdomain = 1 };

struct name_control {
  std::uint8_t version = protocol_version;
  minimisation mode = minimisation::nodata;
  request_type type = request_type::one_shot;

  constexpr std::uint8_t value() const {
    return static_cast<std::uint8_t>(unsigned{version} << 3 | static_cast<unsigned>(mode) << 2 |
                                     static_cast<unsigned>(type));
  }
  /// Of a value 0..31.
  static constexpr name_control of(std::uint8_t value) {
    return {static_cast<std::uint8_t>(value >> 3), static_cast<minimisation>(value >> 2 & 1),
            static_cast<request_type>(value & 3)};
  }
  friend bool operator==(const name_control&, const name_control&) = default;
};

/// Payload octets of the longest names of up to `name_octets` octets: 146 for a zone of 15 octets
/// and names of 255.
constexpr std::size_t name_payload_octets(std::size_t zone_octets, std::size_t name_octets) {
  const auto characters = name_characters(zone_octets, name_octets);
  return characters == 0 ? 0 : base32_octets(characters - 1);
}

/// No zone is shorter than one label of one character (3 octets).
inline constexpr std::size_t name_payload_octets_max = name_payload_octets(3, name_octets_max);

/// What a QNAME carried.
struct unpacked_name {
  name_control control;
  std::uint8_t size = 0;
  std::array<std::uint8_t, name_payload_octets_max> octets;

  byte_view payload() const { return {octets.data(), size}; }
};

enum class qname_error : std::uint8_t {
  outside_zone,
  apex,
  labels_not_full,
  unknown_version,
  bad_character,
  bad_length,
  spare_bits_set
};
std::string_view describe(qname_error error);

/// The name that carries `payload`; it fits: payload.size() <= name_payload_octets(zone, 255).
dns_name pack_name(name_control control, byte_view payload, const zone_name& zone);

/// What `name` (well-formed wire form, any case) carries. Every payload has one name but for case:
/// labels that are not cut at 63 and spare bits that are not zero are errors.
result<unpacked_name, qname_error> unpack_name(byte_view name, const zone_name& zone);

/// The control of the label next to the zone, also of a minimised name; nothing at or outside the
/// apex or when the character is none of this version's.
std::optional<name_control> control_of(byte_view name, const zone_name& zone);

}  // namespace aviary
