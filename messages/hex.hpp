#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"

// Octets as lower-case hexadecimal text. One form only: what is read back is what was written, so
// two different texts never name the same octets.

namespace aviary {

/// Two lower-case digits per octet.
std::string to_hex(byte_view octets);

/// The octets, or nothing when `text` has an odd length or anything but 0-9 and a-f in it.
std::optional<bytes> from_hex(std::string_view text);

/// A fixed run of octets (`bird_id`, `incident_id`, ...) of exactly its own length.
template <class Octets>
std::optional<Octets> octets_from_hex(std::string_view text) {
  const auto read = from_hex(text);
  if (!read || read->size() != Octets::size) return std::nullopt;
  Octets octets;
  std::copy(read->begin(), read->end(), octets.value.begin());
  return octets;
}

}  // namespace aviary
