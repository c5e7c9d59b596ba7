#pragma once

#include <algorithm>
#include <cstddef>

#include "messages/answer_code.hpp"
#include "messages/envelope.hpp"
#include "messages/limits.hpp"
#include "messages/path_findings.hpp"
#include "messages/qname.hpp"
#include "messages/request.hpp"
#include "messages/zone_name.hpp"

// What the way from a bird through its resolver to the console carries. A path probe finds it out
// and stores it; until one has, the best path is assumed, because nearly every path is one.

namespace aviary {

struct path_profile {
  /// The longest QNAME that comes through, one of name_octets_tried.
  std::size_t name_octets = name_octets_max;
  answer_code code = answer_code::raw_1232;
  minimisation mode = minimisation::nodata;
  /// Share of the queries without an answer, both ways together, that is assumed until the path is
  /// known (loss_memory).
  double loss_assumed = 0;

  /// Plaintext octets of a message that is one query.
  std::size_t one_shot_plain(const zone_name& zone) const {
    return one_shot_plain_octets(zone.wire().size(), name_octets);
  }
  /// Octets of a sealed message that is one query.
  std::size_t one_shot_sealed(const zone_name& zone) const {
    return one_shot_sealed_octets(zone.wire().size(), name_octets);
  }
  /// Octets of a sealed message in each fragment; 0 when the zone leaves no room for one.
  std::size_t fragment_payload(const zone_name& zone) const {
    return fragment_payload_octets(zone.wire().size(), name_octets);
  }

  friend bool operator==(const path_profile&, const path_profile&) = default;
};

/// Octets of the longest body that fits 4,096 fragments of every path that a bird may come to use:
/// a report is cut once, when it is made, and must then pass.
inline std::size_t body_octets_of_every_path(const zone_name& zone) {
  path_profile shortest;
  shortest.name_octets = name_octets_tried.back();
  const auto sealed = fragments_max * shortest.fragment_payload(zone);
  const auto around = sealed_overhead_octets + envelope_head_octets_max;
  return sealed <= around ? 0 : std::min(body_octets_max, sealed - around);
}

/// What a bird starts with. A bird that takes a path for clean that is not falls silent for one
/// lost query, for up to a minute; one that takes a clean path for a lossy one sends a handful of
/// queries more until it knows better.
inline path_profile unknown_path() {
  path_profile out;
  out.loss_assumed = 0.3;
  return out;
}

/// How a bird sends by what a probe found.
inline path_profile profile_of(const path_findings& found) {
  auto out = unknown_path();
  out.name_octets = found.name_octets;
  out.code = found.code;
  out.mode = found.mode;
  return out;
}

}  // namespace aviary
