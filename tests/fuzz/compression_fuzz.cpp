#include <cstddef>
#include <cstdint>

#include "messages/compression.hpp"
#include "messages/invariant.hpp"
#include "messages/limits.hpp"

// A Brotli stream of an authentic bird. The limit is small here, so that the fuzzer finds it.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  constexpr std::size_t octets_max = 4096;
  const auto plain = decompress({data, size}, octets_max);
  if (plain) {
    AVIARY_INVARIANT(plain->size() <= octets_max, "the limit holds");
    AVIARY_INVARIANT(decompress(compress(*plain), octets_max) == plain, "a round trip");
  }
  return 0;
}
