#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// The body of a heartbeat: a JSON array without names, because the whole must fit one query.
//
//   [uptime, local time, "name", "location", interval, waiting, dropped, oldest]
//
// With every number at its limit and both texts full that is 92 octets; kind, token and digest make
// it 113, which is what a one-shot holds beside a zone of 15 octets. A number above its limit is
// sent as the limit and means "or more". It says nothing about life: the token in the envelope
// does.

namespace aviary {

// -- limits, in decimal digits on the wire --------------------------------------------------------

inline constexpr std::uint32_t heartbeat_uptime_max = 999'999'999;  // 31 years
inline constexpr std::uint64_t heartbeat_time_max = 9'999'999'999;  // until the year 2286
inline constexpr std::uint32_t heartbeat_interval_max = 9'999;
inline constexpr std::uint32_t heartbeat_waiting_max = 9'999;
inline constexpr std::uint32_t heartbeat_dropped_max = 99'999;
inline constexpr std::uint32_t heartbeat_oldest_max = 9'999'999;  // 115 days

struct heartbeat {
  std::uint32_t uptime_seconds = 0;       ///< of the bird's system
  std::chrono::sys_seconds local_time{};  ///< the bird's clock; it may be wrong
  std::string name{};                     ///< at most 20 octets as JSON writes them
  std::string location{};                 ///< the same
  std::uint32_t interval_seconds = 0;     ///< between two heartbeats
  std::uint32_t waiting = 0;              ///< reports that the bird still owes
  std::uint32_t dropped = 0;              ///< reports that it lost for lack of space, ever
  std::uint32_t oldest_seconds = 0;       ///< age of the oldest waiting report, 0 without one

  friend bool operator==(const heartbeat&, const heartbeat&) = default;
};

enum class heartbeat_error {
  not_json,
  not_an_array,
  too_few_values,
  wrong_type,
  out_of_range,
  text_too_long,
};
std::string_view describe(heartbeat_error error);

/// Cuts what is too long and clamps what is too large; `decode` gives back what was sent.
bytes encode(const heartbeat& beat);

/// Values behind the eighth are ignored: a later version may add some.
result<heartbeat, heartbeat_error> decode_heartbeat(byte_view body);

/// `text` as a heartbeat carries it: at most 20 octets as JSON writes them, cut between characters.
std::string heartbeat_text(std::string_view text);

}  // namespace aviary
