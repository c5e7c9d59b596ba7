#include "messages/qname.hpp"

#include <algorithm>

#include "messages/dns_name.hpp"
#include "messages/invariant.hpp"

// A name below the zone, as labels: each payload has one name but for case. The zone is appended,
// so that the input is all carrier.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  static const auto zone = *zone_name::parse("c.example.net");
  bytes name(data, data + size);
  name.insert(name.end(), zone.wire().begin(), zone.wire().end());
  const auto plain = read_plain_name(name);
  if (!plain || plain->size() != name.size()) return 0;
  const auto unpacked = unpack_name(name, zone);
  if (!unpacked) return 0;
  AVIARY_INVARIANT(unpacked->control.version == protocol_version, "this version");
  const auto again = pack_name(unpacked->control, unpacked->payload(), zone);
  AVIARY_INVARIANT(same_name(again.wire(), name), "one name for each payload");
  return 0;
}
