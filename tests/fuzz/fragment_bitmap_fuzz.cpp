#include "messages/fragment_bitmap.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

// Two bitmaps out of the input: each is what it encodes to, and their union has what either has.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  byte_reader in({data, size});
  const auto read = [&]() -> std::optional<fragment_bitmap> {
    const auto octets = in.octets(fragment_bitmap::octets);
    byte_reader one(octets);
    const auto bitmap = fragment_bitmap::decode(one);
    if (!bitmap) return std::nullopt;
    std::array<std::uint8_t, fragment_bitmap::octets> again;
    bitmap->encode(again);
    AVIARY_INVARIANT(std::ranges::equal(octets, again), "one form");
    return bitmap;
  };
  const auto one = read();
  const auto two = read();
  if (!one || !two) return 0;
  auto both = *one;
  both.merge(*two);
  std::size_t count = 0;
  for (std::size_t i = 0; i < fragments_max; ++i) {
    const fragment_index index{static_cast<std::uint16_t>(i)};
    const bool expected = one->test(index) || two->test(index);
    AVIARY_INVARIANT(both.test(index) == expected, "the union");
    count += expected;
  }
  AVIARY_INVARIANT(both.count() == count, "all of it");
  return 0;
}
