#include <cstddef>
#include <cstdint>

#include "messages/invariant.hpp"
#include "messages/reply.hpp"
#include "tests/fuzz/without_fractions.hpp"

// The plaintext of a REPLY.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  auto message = decode_reply({data, size});
  if (!message) return 0;
  auto again = decode_reply(encode(*message));
  AVIARY_INVARIANT(again.has_value(), "what we wrote can be read");
  AVIARY_INVARIANT(
      without_fractions_in(again->instructions) == without_fractions_in(message->instructions),
      "no instruction is lost");
  again->instructions = message->instructions = {};
  AVIARY_INVARIANT(*again == *message, "a round trip");
  return 0;
}
