#include "messages/request.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

// A control value and a payload. What decodes is encoded to the same payload again, but for a MAC,
// which then verifies.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  static const auto zone = *zone_name::parse("c.example.net");
  const fragment_key key;
  if (size < 1 || size - 1 > name_payload_octets(zone.wire().size(), name_octets_max)) return 0;
  unpacked_name name;
  name.control = name_control::of(data[0] & 7);
  name.control.version = protocol_version;
  name.size = static_cast<std::uint8_t>(size - 1);
  std::copy_n(data + 1, size - 1, name.octets.begin());
  const auto received = decode_request(name, zone);
  if (!received) return 0;

  const auto encoded = encode_request(received->value, zone, key);
  const auto again = *unpack_name(encoded.name.wire(), zone);
  AVIARY_INVARIANT(again.control == name.control && again.size == name.size, "one form");
  AVIARY_INVARIANT(query_mac(name, zone, key) == encoded.query, "the MAC is not part of itself");
  const auto decoded = *decode_request(again, zone);
  AVIARY_INVARIANT(verify_request(decoded, again, zone, key) == encoded.query, "authentic");
  // Only the MAC may differ.
  std::size_t differing = 0;
  for (std::size_t i = 0; i < name.size; ++i) differing += name.octets[i] != again.octets[i];
  AVIARY_INVARIANT(differing <= (received->mac ? short_mac::size : 0), "the same payload");
  return 0;
}
