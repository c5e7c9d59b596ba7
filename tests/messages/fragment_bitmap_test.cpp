#include "messages/fragment_bitmap.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

fragment_index index_of(std::size_t value) {
  return {static_cast<std::uint16_t>(value)};
}

bytes encoded(const fragment_bitmap& bitmap) {
  bytes out(fragment_bitmap::octets);
  bitmap.encode(std::span(out).first<fragment_bitmap::octets>());
  return out;
}

std::optional<fragment_bitmap> decoded(byte_view octets) {
  byte_reader in(octets);
  return fragment_bitmap::decode(in);
}

/// The slow truth: the indexes themselves.
struct plain_set {
  std::set<std::size_t> present;

  std::size_t first_missing() const {
    std::size_t first = 0;
    while (present.contains(first)) ++first;
    return first;
  }
  bool set(std::size_t index) {
    if (index > first_missing() + bitmap_fragments || index >= fragments_max) return false;
    present.insert(index);
    return true;
  }
};

void expect_same(const fragment_bitmap& bitmap, const plain_set& truth) {
  RC_ASSERT(bitmap.first_missing().value == truth.first_missing());
  RC_ASSERT(bitmap.count() == truth.present.size());
  bool same = true;
  for (std::size_t i = 0; i < fragments_max; ++i)
    same = same && bitmap.test(index_of(i)) == truth.present.contains(i);
  RC_ASSERT(same);
}

/// Marks in an order with gaps, repeats and jumps, as a lossy path makes them.
void mark_some(fragment_bitmap& bitmap, plain_set& truth, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const auto ahead =
        *rc::gen::weightedOneOf<std::size_t>({{6, rc::gen::just<std::size_t>(0)},
                                              {3, rc::gen::inRange<std::size_t>(0, 40)},
                                              {1, rc::gen::inRange<std::size_t>(0, 400)}});
    const auto index = std::min(i + ahead, fragments_max - 1);
    RC_ASSERT(bitmap.set(index_of(index)) == truth.set(index));
  }
}

TEST(FragmentBitmap, IsTheSetThatWasMarked) {
  EXPECT_TRUE(rc::check("as a plain set", [] {
    fragment_bitmap bitmap;
    plain_set truth;
    mark_some(bitmap, truth, 0, *rc::gen::inRange(0u, 600u));
    expect_same(bitmap, truth);
    RC_ASSERT(decoded(encoded(bitmap)) == bitmap);

    const auto last = index_of(*rc::gen::inRange(0u, 700u));
    std::size_t from = *rc::gen::inRange(0u, 300u);
    while (const auto missing = bitmap.next_missing(index_of(from), last)) {
      for (; from < missing->value; ++from) RC_ASSERT(truth.present.contains(from));
      RC_ASSERT(!truth.present.contains(from++));
      RC_ASSERT(missing->value <= bitmap.reach());
    }
    for (; from <= last.value && from <= bitmap.reach(); ++from)
      RC_ASSERT(truth.present.contains(from));
  }));
}

TEST(FragmentBitmap, MergesToTheUnion) {
  EXPECT_TRUE(rc::check("as plain sets", [] {
    fragment_bitmap bitmaps[2];
    plain_set truths[2];
    for (int i = 0; i < 2; ++i) mark_some(bitmaps[i], truths[i], 0, *rc::gen::inRange(0u, 600u));
    auto both = bitmaps[0];
    both.merge(bitmaps[1]);
    auto turned = bitmaps[1];
    turned.merge(bitmaps[0]);
    RC_ASSERT(both == turned);
    truths[0].present.insert(truths[1].present.begin(), truths[1].present.end());
    expect_same(both, truths[0]);
  }));
}

TEST(FragmentBitmap, NeverMarksBeyondItsReach) {
  fragment_bitmap bitmap;
  EXPECT_EQ(bitmap.reach(), 256u);
  EXPECT_FALSE(bitmap.set({257}));
  EXPECT_TRUE(bitmap.set({256}));
  EXPECT_TRUE(bitmap.set({0}));
  EXPECT_EQ(bitmap.first_missing(), fragment_index{1});
  EXPECT_TRUE(bitmap.set({257}));
  EXPECT_FALSE(bitmap.set({258}));
}

TEST(FragmentBitmap, FillsUpToTheLastFragmentThereIs) {
  fragment_bitmap forwards;
  for (std::size_t i = 0; i < fragments_max; ++i) EXPECT_TRUE(forwards.set(index_of(i)));
  EXPECT_TRUE(forwards.complete(index_of(fragments_max - 1)));
  EXPECT_EQ(forwards.count(), fragments_max);
  EXPECT_FALSE(forwards.set(index_of(fragments_max)));
  EXPECT_EQ(forwards.next_missing({0}, index_of(fragments_max - 1)), std::nullopt);

  // All but the first of a window, then the first: 257 leave at once.
  fragment_bitmap window;
  for (std::size_t i = 256; i > 0; --i) EXPECT_TRUE(window.set(index_of(i)));
  EXPECT_EQ(window.count(), 256u);
  EXPECT_TRUE(window.set({0}));
  EXPECT_EQ(window.first_missing(), fragment_index{257});
  EXPECT_FALSE(window.complete({257}));
  EXPECT_TRUE(window.complete({256}));
}

TEST(FragmentBitmap, RefusesWhatNoMessageHas) {
  bytes octets(fragment_bitmap::octets);
  EXPECT_TRUE(decoded(octets).has_value());
  EXPECT_FALSE(decoded(byte_view(octets).first(octets.size() - 1)).has_value());
  octets[0] = 0x10;  // 4,096: all there
  EXPECT_TRUE(decoded(octets).has_value());
  octets[1] = 1;
  EXPECT_FALSE(decoded(octets).has_value());
  octets[1] = 0;
  octets[2] = 0x80;
  EXPECT_FALSE(decoded(octets).has_value());
  octets[0] = 0x0F;  // 3,840: the last bit of the bitmap is 4,096
  octets[2] = 0;
  octets.back() = 1;
  EXPECT_FALSE(decoded(octets).has_value());
  octets.back() = 2;
  EXPECT_TRUE(decoded(octets).has_value());
}

}  // namespace
}  // namespace aviary
