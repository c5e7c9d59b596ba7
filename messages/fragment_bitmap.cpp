#include "messages/fragment_bitmap.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace aviary {
namespace {

constexpr std::size_t word_bits = 64;
using words = std::array<std::uint64_t, bitmap_fragments / word_bits>;

constexpr std::uint64_t mask_of(std::size_t bit) {
  return std::uint64_t{1} << (word_bits - 1 - bit % word_bits);
}

/// The bitmap without its first `bits` bits, zeros behind it.
words shifted(const words& from, std::size_t bits) {
  words to{};
  const auto skip = bits / word_bits;
  const auto part = bits % word_bits;
  for (std::size_t i = 0; i + skip < from.size(); ++i) {
    to[i] = from[i + skip] << part;
    if (part != 0 && i + skip + 1 < from.size()) to[i] |= from[i + skip + 1] >> (word_bits - part);
  }
  return to;
}

/// Ones at the front of the bitmap.
std::size_t leading_ones(const words& of) {
  std::size_t ones = 0;
  for (const auto word : of) {
    const auto here = static_cast<std::size_t>(std::countl_one(word));
    ones += here;
    if (here < word_bits) break;
  }
  return ones;
}

}  // namespace

bool fragment_bitmap::test(fragment_index index) const {
  if (index.value < first_missing_) return true;
  if (index.value == first_missing_ || index.value > reach()) return false;
  const auto bit = index.value - first_missing_ - std::size_t{1};
  return (words_[bit / word_bits] & mask_of(bit)) != 0;
}

std::size_t fragment_bitmap::count() const {
  std::size_t count = first_missing_;
  for (const auto word : words_) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

bool fragment_bitmap::set(fragment_index index) {
  if (index.value < first_missing_) return true;
  if (index.value > reach() || index.value >= fragments_max) return false;
  if (index.value > first_missing_) {
    const auto bit = index.value - first_missing_ - std::size_t{1};
    words_[bit / word_bits] |= mask_of(bit);
    return true;
  }
  // The first missing one came: it and all that follow it without a gap leave the bitmap.
  const auto steps = 1 + leading_ones(words_);
  first_missing_ = static_cast<std::uint16_t>(first_missing_ + steps);
  words_ = shifted(words_, steps);
  return true;
}

void fragment_bitmap::merge(const fragment_bitmap& other) {
  auto further = first_missing_ < other.first_missing_ ? other : *this;
  const auto& behind = first_missing_ < other.first_missing_ ? *this : other;
  const auto lead = static_cast<std::size_t>(further.first_missing_ - behind.first_missing_);
  const auto aligned = shifted(behind.words_, lead);
  for (std::size_t i = 0; i < aligned.size(); ++i) further.words_[i] |= aligned[i];
  if (behind.test(further.first_missing())) further.set(further.first_missing());
  *this = further;
}

std::optional<fragment_index> fragment_bitmap::next_missing(fragment_index from,
                                                            fragment_index last) const {
  const auto end = std::min<std::size_t>(last.value, reach());
  for (std::size_t i = std::max(from.value, first_missing_); i <= end; ++i) {
    const fragment_index index{static_cast<std::uint16_t>(i)};
    if (!test(index)) return index;
  }
  return std::nullopt;
}

void fragment_bitmap::encode(std::span<std::uint8_t, octets> out) const {
  out[0] = static_cast<std::uint8_t>(first_missing_ >> 8);
  out[1] = static_cast<std::uint8_t>(first_missing_);
  for (std::size_t i = 0; i < bitmap_fragments / 8; ++i)
    out[2 + i] = static_cast<std::uint8_t>(words_[i / 8] >> (56 - 8 * (i % 8)));
}

std::optional<fragment_bitmap> fragment_bitmap::decode(byte_reader& in) {
  fragment_bitmap bitmap;
  bitmap.first_missing_ = in.u16();
  for (auto& word : bitmap.words_) word = in.u64();
  if (!in.ok() || bitmap.first_missing_ > fragments_max) return std::nullopt;
  const auto indexes_left = fragments_max - bitmap.first_missing_;
  const auto bits_left = indexes_left == 0 ? 0 : indexes_left - 1;
  if (shifted(bitmap.words_, bits_left) != words{}) return std::nullopt;
  return bitmap;
}

}  // namespace aviary
