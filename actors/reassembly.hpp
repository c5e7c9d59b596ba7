#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "messages/bytes.hpp"
#include "messages/fragment_bitmap.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"

// A sealed message of which not all fragments are there yet. How long it is nobody says: each
// fragment tells its index and the last one, all but the last are equally long, and the first of
// those to come settles the size.
//
//     index      0           1                        last
//              | n octets  | n octets  | ... | n    | 1 .. n |
//
// It takes no more room than the largest message, whatever a fragment claims.

namespace aviary {

/// A sealed message, and what the rounding up to whole fragments adds.
inline constexpr std::size_t sealed_octets_max = message_octets_max + sealed_overhead_octets;

/// What there is to say of a fragment before it is put in.
enum class fragment_verdict : std::uint8_t {
  fits,
  known,         ///< it is there already
  beyond_reach,  ///< of the bitmap: no bird of ours sends it
  disagrees,     ///< with the others, in the last index or the length, or nothing may be that long
};

/// How a message is cut, as far as its fragments have told, and which of them are there.
class fragment_shape {
 public:
  fragment_verdict judge(fragment_index index, fragment_index last, std::size_t octets) const;
  /// Notes a fragment that fits.
  void note(fragment_index index, fragment_index last, std::size_t octets);

  bool empty() const { return !last_; }
  bool complete() const { return last_ && received_.complete(*last_); }
  const fragment_bitmap& received() const { return received_; }
  /// Of all fragments but the last; 0 while only that one is there.
  std::size_t fragment_octets() const { return fragment_octets_; }

 private:
  std::optional<fragment_index> last_;
  std::uint16_t fragment_octets_ = 0;
  std::uint16_t last_octets_ = 0;
  fragment_bitmap received_;
};

/// The fragments themselves.
class reassembly {
 public:
  const fragment_shape& shape() const { return shape_; }
  /// Puts in a fragment that fits.
  void add(fragment_index index, fragment_index last, byte_view payload);
  /// The sealed message, once it is complete.
  bytes sealed() const;

 private:
  fragment_shape shape_;
  bytes body_;  // all fragments but the last, in their places; empty while only that one is there
  bytes end_;
};

}  // namespace aviary
