#pragma once

#include <cstddef>
#include <string_view>

#include "messages/report.hpp"
#include "messages/result.hpp"

// One line of OpenCanary's log, as another sensor writes it to the bird's intake. OpenCanary is not
// strict with itself, so this is not either: a port may be a number, a text or -1, a missing field
// is an empty one, an unknown one is kept in `other`, and what is nested deeper than a report may
// be becomes its own JSON text. Only what is not a JSON object is refused, and the sender is told.

namespace aviary {

/// Longer lines are refused: more than three reports' worth of text is no report.
inline constexpr std::size_t intake_line_octets_max = 256 * 1024;
/// OpenCanary nests 3 deep; what is beyond `json_depth_max` is flattened, not refused.
inline constexpr std::size_t intake_depth_max = 64;

enum class intake_error {
  empty,
  too_long,
  not_utf8,
  too_deep,
  not_json,
  not_an_object,
  no_logtype,
};
std::string_view describe(intake_error error);

/// `line`: without its line feed; a carriage return at its end is ignored.
result<report, intake_error> parse_intake_line(std::string_view line);

}  // namespace aviary
