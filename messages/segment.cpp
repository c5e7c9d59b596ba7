#include "messages/segment.hpp"

#include <algorithm>

#include "messages/invariant.hpp"
#include "messages/secret_box.hpp"

namespace aviary {
namespace {

box_nonce nonce_of(const object_nonce& object, answer_code code, segment_number number) {
  constexpr std::size_t number_octets = 3;
  box_nonce out;
  std::ranges::copy(object.value, out.value.begin());
  out.value[object_nonce::size] = static_cast<std::uint8_t>(code);
  for (std::size_t i = 0; i < number_octets; ++i)
    out.value[box_nonce::size - 1 - i] = static_cast<std::uint8_t>(number.value >> (8 * i));
  return out;
}

}  // namespace

std::uint32_t segment_count(std::uint32_t object_octets, std::size_t each) {
  if (each == 0) return 0;
  return static_cast<std::uint32_t>((object_octets + each - 1) / each);
}

segment_place place_of_segment(std::uint32_t object_octets, std::size_t each,
                               segment_number number) {
  AVIARY_INVARIANT(number.value < segment_count(object_octets, each), "the object has it");
  const auto offset = number.value * each;
  return {offset, std::min(each, object_octets - offset)};
}

void seal_segment(const file_key& key, const object_nonce& nonce, answer_code code,
                  segment_number number, byte_view piece, std::span<std::uint8_t> box) {
  seal_box(key.view(), nonce_of(nonce, code, number), piece, box);
}

bool open_segment(const file_key& key, const object_nonce& nonce, answer_code code,
                  segment_number number, byte_view box, std::span<std::uint8_t> piece) {
  return open_box(key.view(), nonce_of(nonce, code, number), box, piece);
}

}  // namespace aviary
