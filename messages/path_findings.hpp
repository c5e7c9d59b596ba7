#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "messages/answer_code.hpp"
#include "messages/json.hpp"
#include "messages/limits.hpp"
#include "messages/qname.hpp"

// What a path probe found out about the way through one resolver (docs/PROTOCOL.md section 5.5),
// and what a person can do about it. A bird keeps it and tells it its console.

namespace aviary {

/// Lengths of a QNAME that are tried, the longest first. Beside a zone of up to 32 octets the last
/// leaves room for the head of a fragment and some octets of it.
inline constexpr std::array<std::size_t, 4> name_octets_tried{name_octets_max, 200, 120, 80};

struct path_findings {
  /// The longest QNAME of 255, 200, 120 and 80 octets that comes through.
  std::size_t name_octets = name_octets_max;
  answer_code code = answer_code::raw_1232;
  minimisation mode = minimisation::nodata;
  /// Every answer is truncated, so everything goes over TCP.
  bool over_stream = false;
  /// How long the resolver keeps an answer; nothing when it keeps none, or that was not tried.
  std::optional<std::chrono::seconds> kept;
  /// Of answers that did not come from a cache.
  std::chrono::nanoseconds rtt_min{};
  std::chrono::nanoseconds rtt_median{};
  /// Share of the queries without an answer, both ways together.
  double share_lost = 0;
  /// How many hellos were asked at once, and what became of them.
  std::size_t burst_asked = 0;
  std::size_t burst_answered = 0;
  std::size_t burst_refused = 0;

  /// It works, and costs more than it should.
  bool limps() const;

  friend bool operator==(const path_findings&, const path_findings&) = default;
};

/// What to tell the people who run the network, in one sentence; nothing for a path that does not
/// limp.
std::optional<std::string> advice(const path_findings& found);

json_object to_json(const path_findings& found);
/// Nothing when a member is missing, of another type or out of its range.
std::optional<path_findings> path_findings_from_json(const json_object& object);

/// By the resolver's address and port, or its URL ("https://...", printable ASCII without blanks).
using known_paths = std::map<std::string, path_findings>;
inline constexpr std::size_t resolver_octets_max = 560;  // a URL of 512, "=", an address
/// A bird has hardly more resolvers.
inline constexpr std::size_t known_paths_max = 8;

/// The member of an upload's body that holds them.
inline constexpr std::string_view upload_paths = "paths";

/// An object with a member for each.
json_object to_json(const known_paths& paths);
/// Members that are no address or URL (https) with what a probe finds are passed over, and what is
/// beyond the first known_paths_max of them.
known_paths known_paths_from_json(const json_object& object);

}  // namespace aviary
