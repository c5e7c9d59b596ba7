#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"

// A sealed message as fragments of one fixed size; the last may be shorter.

namespace aviary {

enum class fragmentation_error : std::uint8_t {
  empty_message,
  empty_fragment,
  too_many_fragments,
  unequal_fragments,
  long_last_fragment
};
std::string_view describe(fragmentation_error error);

/// How a message of `sealed_octets` is cut. The size stays for the life of the sealed message.
class fragmentation {
 public:
  /// Errors: an empty message, no room in a fragment, more than 4,096 fragments.
  static result<fragmentation, fragmentation_error> of(std::size_t sealed_octets,
                                                       std::size_t fragment_octets);

  std::size_t count() const { return (sealed_octets_ - 1) / fragment_octets_ + 1; }
  fragment_index last() const { return {static_cast<std::uint16_t>(count() - 1)}; }
  std::size_t fragment_octets() const { return fragment_octets_; }
  std::size_t sealed_octets() const { return sealed_octets_; }
  /// Octets of one fragment, index <= last().
  std::size_t octets_of(fragment_index index) const;
  /// One fragment of `sealed`, which has sealed_octets() octets.
  byte_view fragment(byte_view sealed, fragment_index index) const;

 private:
  fragmentation(std::size_t sealed, std::size_t fragment)
      : sealed_octets_(sealed), fragment_octets_(fragment) {}

  std::size_t sealed_octets_;
  std::size_t fragment_octets_;
};

/// The sealed message out of all its fragments in order. Errors: none or an empty one, too many,
/// one before the last that has another size, a last one longer than the others.
result<bytes, fragmentation_error> assemble(std::span<const byte_view> fragments);

}  // namespace aviary
