#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A CELL of the coverage table: which fault met a bird in which state, over what kind of message.

namespace aviary {

/// Where a bird's exchange with the console stands, as somebody sees it who has the bird's keys. Of
/// several that hold, the first.
enum class exchange : std::uint8_t {
  unregistered,  ///< it has no keys yet
  down,          ///< without power
  rolled_back,   ///< its counters or its disk were put back, and no REPLY came since
  silent,        ///< it asks, and nobody has answered for long
  pending,       ///< all of a message is there, its REPLY is not
  gathering,     ///< fragments are under way
  one_shot,      ///< a report in one query is under way
  parked,        ///< it owes a report, and nothing of it is under way
  idle,          ///< it owes nothing
};
inline constexpr std::array<std::string_view, 9> exchange_names{
    "unregistered", "down",     "rolled back", "silent", "pending",
    "gathering",    "one-shot", "parked",      "idle"};

/// What the struck datagram, append or second was about.
enum class subject_kind : std::uint8_t {
  registration,
  heartbeat,
  report,    ///< in one query; or its record in a log
  fragment,  ///< likewise
  status,    ///< a status query
  fragment_ack,
  reply,
  alert,
  other,    ///< NODATA, an error, junk
  nothing,  ///< a second without any of these
};
inline constexpr std::array<std::string_view, 10> subject_names{
    "registration", "heartbeat", "report", "fragment", "status",
    "FRAG_ACK",     "REPLY",     "alert",  "other",    "nothing"};

struct coverage_cell {
  std::string fault;
  exchange state{};
  subject_kind about{};

  friend auto operator<=>(const coverage_cell&, const coverage_cell&) = default;
};

constexpr std::string_view name_of(exchange state) {
  return exchange_names[static_cast<std::size_t>(state)];
}
constexpr std::string_view name_of(subject_kind about) {
  return subject_names[static_cast<std::size_t>(about)];
}

}  // namespace aviary
