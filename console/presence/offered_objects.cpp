#include "console/presence/offered_objects.hpp"

#include "messages/answer.hpp"
#include "messages/secret_box.hpp"
#include "messages/segment.hpp"
#include "messages/test_object.hpp"

namespace aviary {

std::optional<bytes> offered_segment(const root_key& root, const pull_request& pull,
                                     answer_code code, std::size_t name_octets) {
  const auto each = segment_octets(code, name_octets);
  if (pull.object != test_object.id ||
      pull.segment.value >= segment_count(test_object.octets, each))
    return std::nullopt;
  const auto place = place_of_segment(test_object.octets, each, pull.segment);
  bytes piece(place.octets);
  fill_test_object(place.offset, piece);
  bytes box(secret_box_mac_octets + piece.size());
  seal_segment(derive_file_key(root), test_object.nonce, code, pull.segment, piece, box);
  return box;
}

}  // namespace aviary
