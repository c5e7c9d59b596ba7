#include "messages/dns_name.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

// Names at every offset of a packet: the two readers agree where no pointer stands, and what either
// reads is well-formed.

namespace {

using namespace aviary;

void read_at(byte_view packet, std::size_t offset) {
  const auto plain = read_plain_name(packet.subspan(offset));
  const auto followed = read_name(packet, offset);
  if (plain) {
    AVIARY_INVARIANT(followed && followed->end == offset + plain->size(), "the readers agree");
    AVIARY_INVARIANT(std::ranges::equal(followed->name.wire(), *plain), "the readers agree");
  }
  if (!followed) return;
  const auto wire = followed->name.wire();
  AVIARY_INVARIANT(followed->end > offset && followed->end <= packet.size(), "within the packet");
  AVIARY_INVARIANT(read_plain_name(wire)->size() == wire.size(), "what is read is a name");
  AVIARY_INVARIANT(!name_text(wire).empty(), "it can be shown");
  // Host names that are shown are read back as the same.
  if (const auto again = dns_name::parse(name_text(wire)))
    AVIARY_INVARIANT(*again == followed->name, "text and wire say the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1232) return 0;
  for (std::size_t offset = 0; offset <= size; ++offset) read_at({data, size}, offset);
  return 0;
}
