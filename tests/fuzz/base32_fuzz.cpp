#include "messages/base32.hpp"

#include <algorithm>

#include "messages/dns_name.hpp"
#include "messages/invariant.hpp"

// Whatever decodes is the spelling, but for case, of what it decodes to.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const byte_view text(data, size);
  bytes octets(base32_octets(size));
  if (!base32_decode(text, octets.data())) return 0;
  bytes again(base32_characters(octets.size()));
  base32_encode(octets, again.data());
  AVIARY_INVARIANT(std::ranges::equal(text, again, {}, lower_case), "one spelling");
  return 0;
}
