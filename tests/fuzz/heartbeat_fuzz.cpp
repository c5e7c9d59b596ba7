#include <cstddef>
#include <cstdint>

#include "messages/escape.hpp"
#include "messages/heartbeat.hpp"
#include "messages/invariant.hpp"
#include "messages/limits.hpp"

// The body of a heartbeat: what decodes is in range, clean, and the same after another trip.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto beat = decode_heartbeat({data, size});
  if (beat) {
    AVIARY_INVARIANT(decode_heartbeat(encode(*beat)) == beat, "a round trip");
    AVIARY_INVARIANT(encode(*beat).size() <= 92, "it fits one query");
    AVIARY_INVARIANT(!needs_escape(as_bytes(beat->name)), "the name is clean");
    AVIARY_INVARIANT(!needs_escape(as_bytes(beat->location)), "the location is clean");
  }
  return 0;
}
