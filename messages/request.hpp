#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/limits.hpp"
#include "messages/qname.hpp"
#include "messages/result.hpp"
#include "messages/short_mac.hpp"
#include "messages/zone_name.hpp"

// What a bird's query asks, as the payload of its QNAME. Octets are given with their count;
// "attempt" is the salt (5 bits) and the answer code (3 bits).
//
//     one-shot   | bird tag 4 | counter low 4 | attempt 1 | tail 8 | secret box 16 + n           |
//     fragment   | bird tag 4 | counter low 4 | index and last 3 | attempt 1 | MAC 8 | payload n |
//     pull       | bird tag 4 | object id 4   | segment number 3 | attempt 1 | MAC 8 |
//     status     | bird tag 4 | counter low 4 | FF FF FF         | attempt 1 | MAC 8 |
//     hello      | bird tag 4 | random 4      | length 2 | attempt 1 | MAC 8 | zeros n           |
//
//     index and last: 12 bits each, most significant first
//     MAC: SipHash-2-4 under K_frag of   zone | control 1 | payload of the QNAME without the MAC
//
// A one-shot carries no MAC, its secret box proves the sender; both sides still reckon it, because
// every answer is bound to it. It is called q below.

namespace aviary {

/// The low 32 bits of a counter.
using counter_low = number<struct counter_low_tag, std::uint32_t>;

constexpr counter_low low_of(counter at) {
  return {static_cast<std::uint32_t>(at.value)};
}

/// The counter with these low bits that is nearest to `nearest`; of two equally near the higher.
counter restore_counter(counter_low low, counter nearest);

/// A sealed message that fits one query: `sealed` is tail 8 and secret box.
struct one_shot_request {
  counter_low at{};
  byte_view sealed;
};

/// One fragment of the sealed message, 1 octet or more.
struct fragment_request {
  counter_low at{};
  fragment_index index{};
  fragment_index last{};
  byte_view payload;
};

/// Asks for a segment of an object. The number 0xFFFFFF is not a segment's, it means status.
struct pull_request {
  object_id object{};
  segment_number segment{};
};

/// Asks how a message stands.
struct status_request {
  counter_low at{};
};

/// Tests a path with a name filled up to `name_octets` octets.
struct hello_request {
  std::uint32_t random = 0;
  std::uint16_t name_octets = 0;
};

inline constexpr std::uint32_t segment_number_status = 0xFFFFFF;

struct bird_request {
  minimisation mode = minimisation::nodata;
  bird_tag bird{};
  salt attempt{};
  answer_code code = answer_code::raw_1232;
  std::variant<one_shot_request, fragment_request, pull_request, status_request, hello_request>
      body;
};

// -- sizes ----------------------------------------------------------------------------------------

inline constexpr std::size_t one_shot_header_octets = 4 + 4 + 1;
inline constexpr std::size_t fragment_header_octets = 4 + 4 + 3 + 1 + 8;
/// A pull or a status: 32 characters, with the control character one label of 33.
inline constexpr std::size_t pull_octets = 4 + 4 + 3 + 1 + 8;
inline constexpr std::size_t hello_header_octets = 4 + 4 + 2 + 1 + 8;

/// Sealed octets that fit one one-shot: 137 for a zone of 15 octets and names of 255.
constexpr std::size_t one_shot_sealed_octets(std::size_t zone_octets, std::size_t name_octets) {
  const auto room = name_payload_octets(zone_octets, name_octets);
  return room <= one_shot_header_octets ? 0 : room - one_shot_header_octets;
}

/// Plaintext octets that fit one one-shot: 113 for a zone of 15 octets and names of 255.
constexpr std::size_t one_shot_plain_octets(std::size_t zone_octets, std::size_t name_octets) {
  const auto sealed = one_shot_sealed_octets(zone_octets, name_octets);
  return sealed <= sealed_overhead_octets ? 0 : sealed - sealed_overhead_octets;
}

/// Payload octets of one fragment: 126 for a zone of 15 octets and names of 255.
constexpr std::size_t fragment_payload_octets(std::size_t zone_octets, std::size_t name_octets) {
  const auto room = name_payload_octets(zone_octets, name_octets);
  return room <= fragment_header_octets ? 0 : room - fragment_header_octets;
}

// -- the bird's side ------------------------------------------------------------------------------

struct encoded_request {
  dns_name name;
  /// q: the answer must be bound to it.
  short_mac query;
};

/// The name that asks `wanted`. Its payload fits the zone's names, index <= last < 4,096, a segment
/// number is below 0xFFFFFF, a hello's length holds its header and no name is longer than 255.
encoded_request encode_request(const bird_request& wanted, const zone_name& zone,
                               const fragment_key& key);

// -- the name server's side -----------------------------------------------------------------------

enum class request_error : std::uint8_t {
  too_short,
  trailing_octets,
  reserved_answer_code,
  index_beyond_last,
  empty_fragment,
  hello_length,
  hello_padding
};
std::string_view describe(request_error error);

/// A request with views into the unpacked name, and the MAC that it carried (none in a one-shot).
struct received_request {
  bird_request value;
  std::optional<short_mac> mac;
};

/// The tag that a query's name begins with, read alone: most strangers are told apart by it, and
/// the rest of their names is not worth decoding. Nothing when the label next to the zone is too
/// short for a tag, not Base32, or of another version.
std::optional<bird_tag> tag_of(byte_view name, const zone_name& zone);

/// Reads what an unpacked name asks. Well-formed is not authentic: see verify_request.
result<received_request, request_error> decode_request(const unpacked_name& name,
                                                       const zone_name& zone);

/// q of an unpacked name.
short_mac query_mac(const unpacked_name& name, const zone_name& zone, const fragment_key& key);

/// q when the request carries it or is a one-shot, which its box has still to prove; nothing when
/// the MAC is wrong.
std::optional<short_mac> verify_request(const received_request& received, const unpacked_name& name,
                                        const zone_name& zone, const fragment_key& key);

}  // namespace aviary
