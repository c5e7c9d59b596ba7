#include "actors/reassembly.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "messages/fragmentation.hpp"

namespace aviary {
namespace {

using enum fragment_verdict;

fragment_index index_of(std::size_t i) {
  return {static_cast<std::uint16_t>(i)};
}

TEST(Reassembly, puts_fragments_together_in_any_order) {
  EXPECT_TRUE(rc::check("any order, any size", [] {
    const auto size = *rc::gen::inRange<std::size_t>(1, 3000);
    const auto each = *rc::gen::inRange<std::size_t>(16, 155);
    const auto sealed = *rc::gen::container<bytes>(size, rc::gen::arbitrary<std::uint8_t>());
    const auto cut = fragmentation::of(sealed.size(), each);
    RC_ASSERT(cut.has_value());
    std::vector<std::size_t> order(cut->count());
    std::iota(order.begin(), order.end(), 0U);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    std::ranges::sort(order, {}, [seed](std::size_t i) { return (i * 2654435761U) ^ seed; });
    reassembly pieces;
    for (const auto i : order) {
      RC_ASSERT(!pieces.shape().complete());
      const auto payload = cut->fragment(sealed, index_of(i));
      RC_ASSERT(pieces.shape().judge(index_of(i), cut->last(), payload.size()) == fits);
      pieces.add(index_of(i), cut->last(), payload);
      RC_ASSERT(pieces.shape().judge(index_of(i), cut->last(), payload.size()) == known);
    }
    RC_ASSERT(pieces.shape().complete());
    RC_ASSERT(pieces.sealed() == sealed);
  }));
}

TEST(Reassembly, notices_fragments_of_another_message) {
  fragment_shape shape;
  EXPECT_EQ(shape.judge({0}, {2}, 100), fits);
  shape.note({0}, {2}, 100);
  EXPECT_EQ(shape.judge({1}, {3}, 100), disagrees) << "another last index";
  EXPECT_EQ(shape.judge({1}, {2}, 99), disagrees) << "another length";
  EXPECT_EQ(shape.judge({2}, {2}, 101), disagrees) << "the last one is longer";
  EXPECT_EQ(shape.judge({0}, {2}, 99), disagrees) << "a known one that was longer";
  EXPECT_EQ(shape.judge({1}, {2}, 100), fits);
  EXPECT_EQ(shape.judge({2}, {2}, 1), fits);
  shape.note({2}, {2}, 30);
  EXPECT_EQ(shape.judge({2}, {2}, 31), disagrees) << "another length of the last one";
}

TEST(Reassembly, learns_the_length_after_the_last_fragment_came_first) {
  fragment_shape shape;
  shape.note({2}, {2}, 100);
  EXPECT_EQ(shape.fragment_octets(), 0U);
  EXPECT_EQ(shape.judge({0}, {2}, 99), disagrees) << "shorter than the last one";
  EXPECT_EQ(shape.judge({0}, {2}, 100), fits);
}

TEST(Reassembly, is_no_longer_than_a_message) {
  const fragment_shape shape;
  EXPECT_EQ(shape.judge({0}, {4095}, 17), disagrees) << "4,095 x 17 octets";
  EXPECT_EQ(shape.judge({0}, {4095}, 16), fits);
  EXPECT_EQ(shape.judge({0}, {520}, 126), fits) << "64 KiB behind a zone of 15 octets";
  EXPECT_EQ(shape.judge({0}, {521}, 126), disagrees);
  EXPECT_EQ(shape.judge({0}, {0}, 0), disagrees) << "an empty fragment";
  EXPECT_EQ(shape.judge({1}, {0}, 1), disagrees) << "an index beyond the last";
  EXPECT_EQ(shape.judge({0}, {4096}, 1), disagrees) << "13 bits";
}

TEST(Reassembly, takes_nothing_beyond_the_bitmap) {
  fragment_shape shape;
  EXPECT_EQ(shape.judge({256}, {500}, 100), fits);
  EXPECT_EQ(shape.judge({257}, {500}, 100), beyond_reach);
  shape.note({0}, {500}, 100);
  EXPECT_EQ(shape.judge({257}, {500}, 100), fits);
}

}  // namespace
}  // namespace aviary
