#include "messages/test_object.hpp"

#include "messages/invariant.hpp"

namespace aviary {

void fill_test_object(std::size_t offset, std::span<std::uint8_t> out) {
  constexpr std::size_t word_octets = 8;
  constexpr std::uint64_t step = 0x9E3779B97F4A7C15;
  AVIARY_INVARIANT(offset + out.size() <= test_object.octets, "the object has so many octets");
  for (auto& octet : out) {
    const auto word = offset / word_octets * step + 1;
    octet = static_cast<std::uint8_t>(word >> (8 * (word_octets - 1 - offset % word_octets)));
    ++offset;
  }
}

}  // namespace aviary
