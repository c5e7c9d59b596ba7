#include "messages/segment.hpp"

#include <gtest/gtest.h>

#include <set>

#include "messages/secret_box.hpp"

namespace aviary {
namespace {

file_key key() {
  return file_key::filled_by([](std::uint8_t* out) { std::fill_n(out, file_key::size, 3); });
}

constexpr object_nonce nonce{{1, 2, 3}};

bytes sealed(byte_view piece, answer_code code, std::uint32_t number) {
  bytes box(piece.size() + secret_box_mac_octets);
  seal_segment(key(), nonce, code, {number}, piece, box);
  return box;
}

bool opens(byte_view box, answer_code code, std::uint32_t number, const object_nonce& by = nonce) {
  bytes piece(box.size() - secret_box_mac_octets);
  return open_segment(key(), by, code, {number}, box, piece);
}

TEST(Segment, CutsAnObjectFromItsBeginning) {
  EXPECT_EQ(segment_count(0, 100), 0u);
  EXPECT_EQ(segment_count(1, 100), 1u);
  EXPECT_EQ(segment_count(100, 100), 1u);
  EXPECT_EQ(segment_count(101, 100), 2u);
  EXPECT_EQ(segment_count(100, 0), 0u) << "nothing fits";
  EXPECT_EQ(place_of_segment(250, 100, {1}).offset, 100u);
  EXPECT_EQ(place_of_segment(250, 100, {1}).octets, 100u);
  EXPECT_EQ(place_of_segment(250, 100, {2}).octets, 50u);
}

TEST(Segment, OpensAsItselfAlone) {
  const bytes piece{5, 6, 7, 8};
  auto box = sealed(piece, answer_code::raw_512, 0x010203);
  bytes read(piece.size());
  ASSERT_TRUE(open_segment(key(), nonce, answer_code::raw_512, {0x010203}, box, read));
  EXPECT_EQ(read, piece);
  EXPECT_FALSE(opens(box, answer_code::raw_512, 0x010204));
  EXPECT_FALSE(opens(box, answer_code::raw_512, 0x000203));
  EXPECT_FALSE(opens(box, answer_code::raw_1232, 0x010203));
  EXPECT_FALSE(opens(box, answer_code::raw_512, 0x010203, {{1, 2, 4}}));
  box.back() ^= 1;
  EXPECT_FALSE(opens(box, answer_code::raw_512, 0x010203));
}

TEST(Segment, NoTwoShareANonce) {
  std::set<bytes> boxes;
  std::size_t made = 0;
  for (const auto code : {answer_code::raw_1232, answer_code::raw_512})
    for (const std::uint32_t number : {0u, 1u, 256u, 65'536u, 0xFFFFFEu}) {
      boxes.insert(sealed(bytes(32), code, number));
      ++made;
    }
  EXPECT_EQ(boxes.size(), made);
}

}  // namespace
}  // namespace aviary
