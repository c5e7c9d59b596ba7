#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"

// Which fragments of a message are there: everything below the first missing one, and a bit for
// each of the 256 after it. Nothing beyond is ever marked or sent.
//
//     | first missing 2 | bit of first missing + 1, + 2, ... + 256 |      most significant bit
//     first

namespace aviary {

class fragment_bitmap {
 public:
  static constexpr std::size_t octets = 2 + bitmap_fragments / 8;

  /// The lowest index that is not there; the count of fragments when all are.
  fragment_index first_missing() const { return {first_missing_}; }
  /// The highest index that can be marked, and so be sent.
  std::size_t reach() const { return std::size_t{first_missing_} + bitmap_fragments; }
  bool test(fragment_index index) const;
  /// Fragments that are there.
  std::size_t count() const;
  /// All fragments of a message whose last index is `last`.
  bool complete(fragment_index last) const { return first_missing_ > last.value; }

  /// Marks a fragment. False, and nothing is marked, when it lies beyond the bitmap.
  bool set(fragment_index index);
  /// Marks what either has. Nothing of `other` lies out of reach afterwards: whichever misses its
  /// first fragment later reaches further.
  void merge(const fragment_bitmap& other);

  /// The lowest index from `from` to `last` that is not there and within reach; nothing when there
  /// is none.
  std::optional<fragment_index> next_missing(fragment_index from, fragment_index last) const;

  void encode(std::span<std::uint8_t, octets> out) const;
  /// Reads `octets` octets. Nothing when the reader runs short, or when something is marked that no
  /// message has: first missing above 4,096, or a bit of an index above 4,095.
  static std::optional<fragment_bitmap> decode(byte_reader& in);

  friend bool operator==(const fragment_bitmap&, const fragment_bitmap&) = default;

 private:
  std::uint16_t first_missing_ = 0;
  /// Bit 63 of words_[0] belongs to first_missing_ + 1.
  std::array<std::uint64_t, bitmap_fragments / 64> words_{};
};

}  // namespace aviary
