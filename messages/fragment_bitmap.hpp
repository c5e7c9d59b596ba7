#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

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
  /// Marks what either has. What lies beyond the bitmap of the further one is not representable and
  /// does not occur, because the further one's bitmap reaches further.
  void merge(const fragment_bitmap& other);

  /// The lowest index >= `from` that is not there and within reach; nothing when there is none.
  std::optional<fragment_index> next_missing(fragment_index from) const;

  void encode(byte_writer& out) const;
  /// Reads `octets` octets. Nothing when first missing is above 4,096, a bit above 4,095 is set, or
  /// the reader ran short.
  static std::optional<fragment_bitmap> decode(byte_reader& in);

  friend bool operator==(const fragment_bitmap&, const fragment_bitmap&) = default;

 private:
  void skip_present();

  std::uint16_t first_missing_ = 0;
  /// Bit 63 of words_[0] belongs to first_missing_ + 1.
  std::array<std::uint64_t, bitmap_fragments / 64> words_{};
};

}  // namespace aviary
