#include "messages/dns_response.hpp"

#include <arpa/inet.h>

#include <array>
#include <memory>

#include "messages/invariant.hpp"

#include <ldns/ldns.h>

namespace aviary {
namespace {

using ldns_packet = std::unique_ptr<ldns_pkt, decltype(&ldns_pkt_free)>;

constexpr std::uint16_t type_sig = 24;
constexpr std::uint16_t type_tsig = 250;

/// ldns 1.8.3 loses memory over a TSIG that comes twice, so it gets none.
std::optional<response_error> look_through(dns_walk& walk) {
  while (!walk.done()) {
    const auto record = walk.next();
    if (!record) return record.error();
    const auto type = static_cast<std::uint16_t>(record->type);
    if (type == type_tsig || type == type_sig) return response_error::bad_record;
    // To ldns a record without content is one of any type (RFC 2136 has them, in updates).
    if (record->data.empty() && record->type != rr_type::opt) return response_error::bad_record;
  }
  return std::nullopt;
}

std::string address_text(int family, const ldns_rdf& data) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto octets = family == AF_INET ? 4u : 16u;
  AVIARY_INVARIANT(ldns_rdf_size(&data) == octets, "ldns has checked the address");
  inet_ntop(family, ldns_rdf_data(&data), text.data(), text.size());
  return text.data();
}

dns_name name_of(const ldns_rdf& data) {
  return dns_name(byte_view(ldns_rdf_data(&data), ldns_rdf_size(&data)));
}

resource_record record_of(const ldns_rr& from) {
  resource_record out;
  out.owner = name_of(*ldns_rr_owner(&from));
  out.type = static_cast<rr_type>(ldns_rr_get_type(&from));
  out.ttl = ldns_rr_ttl(&from);
  const auto* first = ldns_rr_rdf(&from, 0);
  if (out.type == rr_type::opt) return out;
  AVIARY_INVARIANT(first != nullptr, "a record has content");
  switch (out.type) {
    case rr_type::ns:
    case rr_type::cname:
    case rr_type::soa:
      out.target = name_of(*first);
      break;
    case rr_type::a:
      out.address = address_text(AF_INET, *first);
      break;
    case rr_type::aaaa:
      out.address = address_text(AF_INET6, *first);
      break;
    default:
      break;
  }
  return out;
}

std::vector<resource_record> records_of(const ldns_rr_list* from) {
  std::vector<resource_record> out;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(from); ++i) {
    const auto* record = ldns_rr_list_rr(from, i);
    if (ldns_rr_get_class(record) == LDNS_RR_CLASS_IN) out.push_back(record_of(*record));
  }
  return out;
}

}  // namespace

result<dns_response, response_error> parse_response(byte_view packet, std::uint16_t id,
                                                    const dns_question& asked) {
  auto walk = dns_walk::begin(packet, id, asked);
  if (!walk) return walk.error();
  if (const auto why = look_through(*walk)) return *why;

  ldns_pkt* parsed = nullptr;
  if (ldns_wire2pkt(&parsed, packet.data(), packet.size()) != LDNS_STATUS_OK)
    return response_error::bad_record;
  const ldns_packet read(parsed, ldns_pkt_free);
  dns_response out;
  out.rcode = walk->rcode();
  out.authoritative = walk->authoritative();
  out.truncated = walk->truncated();
  out.answer = records_of(ldns_pkt_answer(read.get()));
  out.authority = records_of(ldns_pkt_authority(read.get()));
  out.additional = records_of(ldns_pkt_additional(read.get()));
  return out;
}

}  // namespace aviary
