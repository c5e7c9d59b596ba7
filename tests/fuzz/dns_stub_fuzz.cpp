#include "messages/dns_stub.hpp"

#include <array>

#include "messages/dns_name.hpp"
#include "messages/invariant.hpp"

// What a resolver, or somebody who pretends to be it, sends to a bird. The id is the packet's own
// and the name its question's, so that the parser is not left at once.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  if (size < dns_header_octets) return 0;
  const byte_view packet(data, size);
  const auto asked = read_plain_name(packet.subspan(dns_header_octets));
  if (!asked) return 0;
  const dns_name name(*asked);
  const auto id = static_cast<std::uint16_t>(data[0] << 8 | data[1]);
  std::array<std::uint8_t, 256> text;
  const auto answered = parse_stub_answer(packet, id, name, text);
  if (!answered) return 0;
  AVIARY_INVARIANT(answered->text.size() <= text.size(), "within the room");
  AVIARY_INVARIANT(answered->has_text || answered->text.empty(), "text from a TXT record");
  const auto other = static_cast<std::uint16_t>(id + 1);
  AVIARY_INVARIANT(!parse_stub_answer(packet, other, name, text), "bound to its id");
  return 0;
}
