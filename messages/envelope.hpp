#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "messages/bytes.hpp"
#include "messages/compression.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"

// The plaintext of what a bird seals (docs/PROTOCOL.md section 3).
//
//    0               1
//   +---------------+------------------------------------------+------ - - -
//   |B|    kind     | head, by kind                            | body, Brotli when B
//   +---------------+------------------------------------------+------ - - -
//   1 heartbeat            token 8 | count 4 | xor 8
//   2 report               boot 4 | random 4 | sequence 4 | hash 8 | age 4
//   3 instruction result   -
//   4 upload               -
//
// The body is stored when it fits one query that way or when Brotli would not make it smaller.

namespace aviary {

enum class message_kind : std::uint8_t {
  heartbeat = 1,
  report = 2,
  instruction_result = 3,
  upload = 4,
};

struct heartbeat_head {
  life_token token{};      ///< zeros until a console has given one
  report_digest digest{};  ///< of the reports that were acknowledged
  friend bool operator==(const heartbeat_head&, const heartbeat_head&) = default;
};

struct report_head {
  report_id id{};
  /// Seconds from the touch to the sealing; nothing when unknown (made before a reboot).
  std::optional<std::uint32_t> age_seconds{};
  friend bool operator==(const report_head&, const report_head&) = default;
};

struct instruction_result_head {
  friend bool operator==(const instruction_result_head&, const instruction_result_head&) = default;
};

struct upload_head {
  friend bool operator==(const upload_head&, const upload_head&) = default;
};

/// The head of a heartbeat, with the kind.
inline constexpr std::size_t heartbeat_head_octets = 1 + 20;
/// The longest head, with the kind.
inline constexpr std::size_t envelope_head_octets_max = 1 + 24;
/// What is left of a message for its body, before compression.
inline constexpr std::size_t body_octets_max = message_octets_max - envelope_head_octets_max;

struct envelope {
  /// In the order of `message_kind`.
  std::variant<heartbeat_head, report_head, instruction_result_head, upload_head> head;
  bytes body;  ///< at most `body_octets_max`

  message_kind kind() const { return static_cast<message_kind>(head.index() + 1); }
  friend bool operator==(const envelope&, const envelope&) = default;
};

enum class envelope_error {
  empty,
  unknown_kind,
  cut_short,
  body_too_large,
  body_not_brotli,
};
std::string_view describe(envelope_error error);

/// `room`: octets of plaintext that one query of this path holds; within it the body is stored.
bytes encode(const envelope& message, std::size_t room);

/// What a bird that has the key, but not necessarily good intentions, sealed.
result<envelope, envelope_error> decode_envelope(byte_view plain);

}  // namespace aviary
