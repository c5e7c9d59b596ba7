#include "messages/qname.hpp"

#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

constexpr std::size_t full_label = 1 + label_octets_max;
constexpr std::size_t characters_max = name_characters(3, name_octets_max);

qname_error error_of(base32_error error) {
  switch (error) {
    case base32_error::bad_length:
      return qname_error::bad_length;
    case base32_error::spare_bits_set:
      return qname_error::spare_bits_set;
    default:
      return qname_error::bad_character;
  }
}

}  // namespace

std::string_view describe(qname_error error) {
  switch (error) {
    case qname_error::outside_zone:
      return "a name outside the zone";
    case qname_error::apex:
      return "the zone's own name";
    case qname_error::labels_not_full:
      return "labels that are not cut at 63";
    case qname_error::unknown_version:
      return "a control character of no known version";
    case qname_error::bad_character:
      return "a character outside Base32";
    case qname_error::bad_length:
      return "a length that no payload encodes to";
    case qname_error::spare_bits_set:
      return "spare bits that are not zero";
  }
  return "unknown";
}

dns_name pack_name(name_control control, byte_view payload, const zone_name& zone) {
  const auto zone_wire = zone.wire();
  AVIARY_INVARIANT(payload.size() <= name_payload_octets(zone_wire.size(), name_octets_max),
                   "the payload fits a name");
  std::array<std::uint8_t, characters_max> string;
  string[0] = base32_character(control.value());
  base32_encode(payload, string.data() + 1);
  const auto characters = 1 + base32_characters(payload.size());

  // The leftmost label takes what the full ones leave, 1 to 63 characters.
  std::array<std::uint8_t, name_octets_max> wire;
  auto* out = wire.data();
  for (auto end = characters; end > 0;) {
    const auto begin = (end - 1) / label_octets_max * label_octets_max;
    *out++ = static_cast<std::uint8_t>(end - begin);
    out = put_octets(byte_view(string).subspan(begin, end - begin), out);
    end = begin;
  }
  out = put_octets(zone_wire, out);
  return dns_name(byte_view(wire.data(), out));
}

result<unpacked_name, qname_error> unpack_name(byte_view name, const zone_name& zone) {
  const auto below = zone.octets_below(name);
  if (!below) return qname_error::outside_zone;
  if (*below == 0) return qname_error::apex;

  // Only the leftmost label may be short; behind it the labels stand at a distance of 64.
  const auto first = name[0] + std::size_t{1};
  const auto full_labels = (*below - first) / full_label;
  if ((*below - first) % full_label != 0) return qname_error::labels_not_full;
  std::array<std::uint8_t, characters_max> string;
  for (std::size_t i = 0; i < full_labels; ++i) {
    const auto at = *below - (i + 1) * full_label;
    if (name[at] != label_octets_max) return qname_error::labels_not_full;
    put_octets(name.subspan(at + 1, label_octets_max), string.data() + i * label_octets_max);
  }
  put_octets(name.subspan(1, first - 1), string.data() + full_labels * label_octets_max);
  const auto characters = full_labels * label_octets_max + first - 1;

  const auto control = base32_value(string[0]);
  if (control > 31) return qname_error::bad_character;
  unpacked_name unpacked;
  unpacked.control = name_control::of(control);
  if (unpacked.control.version != protocol_version) return qname_error::unknown_version;
  const auto decoded =
      base32_decode(byte_view(string.data() + 1, characters - 1), unpacked.octets.data());
  if (!decoded) return error_of(decoded.error());
  unpacked.size = static_cast<std::uint8_t>(base32_octets(characters - 1));
  return unpacked;
}

std::optional<name_control> control_of(byte_view name, const zone_name& zone) {
  const auto label = zone.child_label(name);
  if (label.empty()) return std::nullopt;
  const auto value = base32_value(label.front());
  if (value > 31) return std::nullopt;
  const auto control = name_control::of(value);
  if (control.version != protocol_version) return std::nullopt;
  return control;
}

}  // namespace aviary
