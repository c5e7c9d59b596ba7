#include "console/presence/offered_objects.hpp"

#include <gtest/gtest.h>

#include "messages/answer.hpp"
#include "messages/secret_box.hpp"
#include "messages/test_object.hpp"

namespace aviary {
namespace {

constexpr std::size_t name_octets = 49;  // of a pull below c.example.net
constexpr auto code = answer_code::raw_1232;

root_key root() {
  return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 7); });
}

std::optional<bytes> segment(std::uint32_t object, std::uint32_t number) {
  return offered_segment(root(), {{object}, {number}}, code, name_octets);
}

TEST(OfferedObjects, AreTheTestObjectAsItsSegments) {
  const auto each = segment_octets(code, *zone_name::parse("c.example.net"));
  ASSERT_EQ(each, segment_octets(code, name_octets));
  const auto count = segment_count(test_object.octets, each);
  for (const std::uint32_t number : {0u, 1u, count - 1}) {
    const auto box = segment(test_object.id.value, number);
    ASSERT_TRUE(box);
    const auto place = place_of_segment(test_object.octets, each, {number});
    bytes piece(place.octets), expected(place.octets);
    fill_test_object(place.offset, expected);
    ASSERT_EQ(box->size(), piece.size() + secret_box_mac_octets);
    EXPECT_TRUE(
        open_segment(derive_file_key(root()), test_object.nonce, code, {number}, *box, piece));
    EXPECT_EQ(piece, expected);
  }
  EXPECT_FALSE(segment(test_object.id.value, count));
}

TEST(OfferedObjects, AreNoOthers) {
  EXPECT_FALSE(segment(1, 0));
}

}  // namespace
}  // namespace aviary
