#include <cstddef>
#include <cstdint>

#include "messages/envelope.hpp"
#include "messages/heartbeat.hpp"
#include "messages/invariant.hpp"
#include "messages/report.hpp"

// What a bird sealed, whoever has its key: the envelope, and then the body by its kind.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto message = decode_envelope({data, size});
  if (!message) return 0;
  // Compressing again is most of the fuzzer's time: only what came compressed, and is short.
  const bool again = (data[0] & 0x80) != 0 && message->body.size() < 1024;
  const std::size_t room = again ? 0 : message_octets_max;
  AVIARY_INVARIANT(decode_envelope(encode(*message, room)) == message, "a round trip");
  if (message->kind() == message_kind::heartbeat) (void)decode_heartbeat(message->body);
  if (message->kind() == message_kind::report) (void)decode_report(message->body);
  return 0;
}
