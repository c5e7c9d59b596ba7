#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/fragment_bitmap.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/request.hpp"
#include "messages/result.hpp"
#include "messages/short_mac.hpp"

// What the name server answers to an authentic query, as the content of one TXT record:
//
//     | kind 1 | body | MAC 8 |       MAC: SipHash-2-4 under K_ack of   q 8 | kind | body
//
//     1 FRAGMENT_ACK   | counter low 4 | status 1 | seconds 1 | first missing 2 | bitmap 32 |
//     2 REPLY          | nonce 24 | secret box 16 + n |
//     3 SEGMENT        | number 3 | secret box 16 + n |
//     4 HELLO          | octets that count up, modulo 256, from the low octet of random |
//
// q binds an answer to its query: no answer can be played back to another one. The content is raw
// or Base64, as the query's answer code says, in character-strings of 255.

namespace aviary {

/// How a message stands with the console.
enum class message_status : std::uint8_t {
  /// Some fragments are there; send what the bitmap misses.
  partial = 0,
  /// All are there, the REPLY follows: ask by status.
  complete_reply_pending = 1,
  /// The console knows nothing of it: start again.
  unknown = 2,
  /// As partial, and send nothing for `seconds`.
  slow_down = 3,
};

struct fragment_ack_answer {
  counter_low at{};
  message_status status = message_status::partial;
  /// 0 but in slow_down.
  std::uint8_t seconds = 0;
  fragment_bitmap received;
};

/// What seal_down made: nonce and secret box.
struct reply_answer {
  byte_view sealed;
};

struct segment_answer {
  segment_number number{};
  byte_view box;
};

struct hello_answer {
  /// The low octet of hello_request::random. The filling counts up from it, so that every value is
  /// tested sooner or later also where fewer than 256 octets fit.
  std::uint8_t first = 0;
  /// Octets after it; hello_fill_octets() when the path is to be tested.
  std::size_t fill_octets = 0;
};

using console_answer =
    std::variant<fragment_ack_answer, reply_answer, segment_answer, hello_answer>;

// -- sizes ----------------------------------------------------------------------------------------

/// Octets of kind, body and MAC that an answer to a name of `name_octets` octets may have. The name
/// stands in the answer too, so a long one leaves less room.
std::size_t answer_octets_max(answer_code code, std::size_t name_octets);

/// Plaintext octets of a REPLY's secret box: 168 raw and 113 in Base64 at 512 behind a name of 255.
std::size_t reply_plain_octets(answer_code code, std::size_t name_octets);

/// Octets of an object in one segment: 1,111 raw at 1,232 and 394 at 512 for a zone of 15 octets.
/// Every pull's name is equally long, so the zone and the code decide.
std::size_t segment_octets(answer_code code, const zone_name& zone);
/// The same, by the length of the pull's name.
std::size_t segment_octets(answer_code code, std::size_t pull_name_octets);

/// Octets of a HELLO's filling.
std::size_t hello_fill_octets(answer_code code, std::size_t name_octets);

// -- codec ----------------------------------------------------------------------------------------

/// The largest TXT content, whatever the code.
inline constexpr std::size_t answer_text_octets_max = edns_payload_octets;

/// Writes the TXT content (not yet cut into strings) to `out` and returns its size. The answer
/// keeps to answer_octets_max and `out` has room for answer_text_octets_max.
std::size_t encode_answer(const console_answer& value, answer_code code, const ack_key& key,
                          const short_mac& query, std::span<std::uint8_t> out);

enum class answer_error : std::uint8_t {
  too_short,
  too_long,
  not_base64,
  wrong_mac,
  unknown_kind,
  bad_length,
  unknown_status,
  bad_seconds,
  bad_bitmap,
  bad_filling
};
std::string_view describe(answer_error error);

/// Reads the TXT content; Base64 is decoded in place. The views lie in `text`. Nothing of an answer
/// is looked at before its MAC is right.
result<console_answer, answer_error> decode_answer(std::span<std::uint8_t> text, answer_code code,
                                                   const ack_key& key, const short_mac& query);

}  // namespace aviary
