#include "messages/base64.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

// Whatever decodes, in place or not, is the spelling of what it decodes to.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const byte_view text(data, size);
  bytes octets(base64_octets(size));
  const auto decoded = base64_decode(text, octets.data());
  bytes in_place(text.begin(), text.end());
  AVIARY_INVARIANT(base64_decode(in_place, in_place.data()) == decoded, "one verdict");
  if (!decoded) return 0;
  in_place.resize(octets.size());
  AVIARY_INVARIANT(in_place == octets, "in place is the same");
  bytes again(base64_characters(octets.size()));
  base64_encode(octets, again.data());
  AVIARY_INVARIANT(std::ranges::equal(text, again), "one spelling");
  return 0;
}
