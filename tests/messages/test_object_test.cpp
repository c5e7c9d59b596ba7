#include "messages/test_object.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(TestObject, IsAsItIsWrittenDown) {
  bytes head(16);
  fill_test_object(0, head);
  EXPECT_EQ(head, (bytes{0, 0, 0, 0, 0, 0, 0, 1, 0x9E, 0x37, 0x79, 0xB9, 0x7F, 0x4A, 0x7C, 0x16}));
}

TEST(TestObject, IsTheSameFromEveryOffset) {
  bytes whole(test_object.octets);
  fill_test_object(0, whole);
  for (const std::size_t offset : {1u, 7u, 8u, 1'111u, 1'048'000u}) {
    bytes piece(123);
    fill_test_object(offset, piece);
    EXPECT_TRUE(std::ranges::equal(piece, std::span(whole).subspan(offset, piece.size())));
  }
}

}  // namespace
}  // namespace aviary
