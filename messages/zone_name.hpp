#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"

// The zone below which a console's birds send their queries, for instance c.example.net. Short on
// purpose: each octet of it is missing in every query.

namespace aviary {

/// A zone in lower-case wire form, at most `zone_octets_max` octets with the root.
class zone_name {
 public:
  /// Reads "c.example.net", with or without the last dot, in either case.
  static result<zone_name, failure> parse(std::string_view text);

  byte_view wire() const { return {octets_.data(), size_}; }
  std::string text() const;

  /// Octets of `name` (wire form, any case) that stand before the zone: 0 at the apex; nothing when
  /// the name does not lie in the zone.
  std::optional<std::size_t> octets_below(byte_view name) const;

  /// The label of `name` that stands next to the zone, without its length; empty at the apex and
  /// outside the zone.
  byte_view child_label(byte_view name) const;

  friend bool operator==(const zone_name&, const zone_name&) = default;

 private:
  zone_name() = default;

  std::array<std::uint8_t, zone_octets_max> octets_{};
  std::uint8_t size_ = 0;
};

/// Characters that full labels hold between a zone and the left end of a name of `name_octets`
/// octets: 236 for c.example.net (15 octets) in a name of 255.
constexpr std::size_t name_characters(std::size_t zone_octets, std::size_t name_octets) {
  if (name_octets <= zone_octets) return 0;
  const auto room = name_octets - zone_octets;
  const auto rest = room % (label_octets_max + 1);
  return room / (label_octets_max + 1) * label_octets_max + (rest > 1 ? rest - 1 : 0);
}

}  // namespace aviary
