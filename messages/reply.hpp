#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// The plaintext of a REPLY: what a console seals for a bird once a message is durable
// (docs/PROTOCOL.md section 3).
//
//    0                       16      17              25         33              41
//   | counter 8 | tail 8    | flags | report hash 8 | token 8  | console time 8 |
//   | highest counter 8 (49) | [run 16 | count 4 | xor 8] | JSON array, or nothing
//
//   flags: 1 stale token | 2 unparsable | 4 reconcile: the bracket is there | 8 more waiting
//
// Only a REPLY takes a report off a bird's queue, and only one with this name and this hash.

namespace aviary {

/// The console misses reports that the bird knows acknowledged: offer the journal again.
struct reconcile_request {
  console_run asker{};
  report_digest digest{};  ///< the console's own
  friend bool operator==(const reconcile_request&, const reconcile_request&) = default;
};

struct reply {
  message_name re{};          ///< the message that this answers
  bool stale_token = false;   ///< the heartbeat did not count: repeat it once, at once
  bool unparsable = false;    ///< accepted, filed as an incident of its own
  bool more_waiting = false;  ///< instructions that did not fit
  report_hash hash{};         ///< of the body; zeros for a heartbeat
  life_token token{};
  wall_time console_time{};
  counter highest{};  ///< the highest that this bird is known to have used
  std::optional<reconcile_request> reconcile{};
  json_array instructions{};  ///< none beside a reconcile

  friend bool operator==(const reply&, const reply&) = default;
};

inline constexpr std::size_t reply_octets_min = 49;
inline constexpr std::size_t reconcile_octets = 28;
/// Of the console time, in milliseconds, until the year 2286. A clock that is past it says no more.
inline constexpr std::int64_t reply_time_max = 9'999'999'999'999;

enum class reply_error {
  cut_short,
  unknown_flag,
  time_out_of_range,
  not_json,
  not_an_array,
  instructions_beside_reconcile,
};
std::string_view describe(reply_error error);

/// The caller sees to it that the instructions fit the answer.
bytes encode(const reply& message);
result<reply, reply_error> decode_reply(byte_view plain);

}  // namespace aviary
