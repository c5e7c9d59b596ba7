#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"

// Objects that birds pull, and their segments (docs/PROTOCOL.md section 6). An object is cut from
// its beginning into segments of equal length, the last one shorter; how long they are depends on
// the zone and the answer code (segment_octets). A segment is the secret box of its piece under
// K_file. Its nonce:
//
//     | object's nonce 16 | answer code 1 | zeros 4 | number 3 |
//
// The code stands in it because another one cuts elsewhere: one number then has other octets.

namespace aviary {

/// Drawn for exactly these octets: changed ones are a new object.
using object_nonce = octets<struct object_nonce_tag, 16>;

/// What a bird must know of an object to pull it.
struct object_description {
  object_id id{};
  object_nonce nonce{};
  std::uint32_t octets = 0;

  friend bool operator==(const object_description&, const object_description&) = default;
};

/// Segments of `each` octets in an object; 0 when it is empty or nothing fits a segment.
std::uint32_t segment_count(std::uint32_t object_octets, std::size_t each);

/// Where a segment's piece lies in its object.
struct segment_place {
  std::size_t offset = 0;
  std::size_t octets = 0;
};
/// `number` is below segment_count.
segment_place place_of_segment(std::uint32_t object_octets, std::size_t each,
                               segment_number number);

/// Seals a piece into `box`, which is secret_box_mac_octets longer.
void seal_segment(const file_key& key, const object_nonce& nonce, answer_code code,
                  segment_number number, byte_view piece, std::span<std::uint8_t> box);

/// Opens `box` into `piece`, which is secret_box_mac_octets shorter. False: it is not that segment
/// of that object; `piece` is then not written.
[[nodiscard]] bool open_segment(const file_key& key, const object_nonce& nonce, answer_code code,
                                segment_number number, byte_view box,
                                std::span<std::uint8_t> piece);

}  // namespace aviary
