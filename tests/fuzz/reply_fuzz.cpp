#include <cstddef>
#include <cstdint>

#include "messages/invariant.hpp"
#include "messages/reply.hpp"

// The plaintext of a REPLY.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto message = decode_reply({data, size});
  if (message) AVIARY_INVARIANT(decode_reply(encode(*message)) == message, "a round trip");
  return 0;
}
