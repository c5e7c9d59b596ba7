#include "messages/dns_response.hpp"

#include "messages/invariant.hpp"

// What any name server may answer to `aviary-console dns check`. The id and the question are the
// packet's own, so that the parser is not left at once.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  if (size < dns_header_octets) return 0;
  const byte_view packet(data, size);
  const auto echoed = read_plain_name(packet.subspan(dns_header_octets));
  if (!echoed) return 0;
  byte_reader behind(packet.subspan(dns_header_octets + echoed->size()));
  const dns_question asked{dns_name(*echoed), static_cast<rr_type>(behind.u16()), false};
  const auto id = static_cast<std::uint16_t>(data[0] << 8 | data[1]);
  const auto read = parse_response(packet, id, asked);
  if (!read) return 0;
  for (const auto* section : {&read->answer, &read->authority, &read->additional})
    for (const auto& record : *section) {
      const bool has_address = record.type == rr_type::a || record.type == rr_type::aaaa;
      AVIARY_INVARIANT(has_address != record.address.empty(), "address records have addresses");
    }
  const auto other = static_cast<std::uint16_t>(id + 1);
  AVIARY_INVARIANT(!parse_response(packet, other, asked), "bound to its id");
  return 0;
}
