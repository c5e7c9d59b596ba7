#include "messages/dns_response.hpp"

#include <arpa/inet.h>

#include <array>
#include <memory>

#include "messages/invariant.hpp"

#include <ldns/ldns.h>

namespace aviary {
namespace {

using ldns_record = std::unique_ptr<ldns_rr, decltype(&ldns_rr_free)>;

constexpr std::uint16_t type_sig = 24;
constexpr std::uint16_t type_tsig = 250;
constexpr std::size_t length_octets = 2;

/// The first field of a record's content. ldns gets the content of one record at a time, because
/// over a whole packet ldns 1.8.3 reads names past the end of the record that they are in, and goes
/// on behind them.
result<ldns_record, response_error> read_content(byte_view packet, const walked_record& from) {
  const auto begin = static_cast<std::size_t>(from.data.data() - packet.data());
  const auto end = begin + from.data.size();
  ldns_record read(ldns_rr_new(), ldns_rr_free);
  ldns_rr_set_type(read.get(), static_cast<ldns_rr_type>(from.type));
  auto at = begin - length_octets;
  const auto status = ldns_wire2rdf(read.get(), packet.data(), end, &at);
  if (status != LDNS_STATUS_OK || at != end || ldns_rr_rd_count(read.get()) == 0)
    return response_error::bad_record;
  return read;
}

std::string address_text(int family, const ldns_rdf& data) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto octets = family == AF_INET ? 4u : 16u;
  AVIARY_INVARIANT(ldns_rdf_size(&data) == octets, "ldns has checked the address");
  inet_ntop(family, ldns_rdf_data(&data), text.data(), text.size());
  return text.data();
}

result<resource_record, response_error> read_record(byte_view packet, const walked_record& from) {
  resource_record out{from.owner, from.type, from.ttl, {}, {}};
  const bool names =
      from.type == rr_type::ns || from.type == rr_type::cname || from.type == rr_type::soa;
  const bool addresses = from.type == rr_type::a || from.type == rr_type::aaaa;
  if (!names && !addresses) return out;
  const auto content = read_content(packet, from);
  if (!content) return content.error();
  const auto& first = *ldns_rr_rdf(content->get(), 0);
  if (names)
    out.target = dns_name(byte_view(ldns_rdf_data(&first), ldns_rdf_size(&first)));
  else
    out.address = address_text(from.type == rr_type::a ? AF_INET : AF_INET6, first);
  return out;
}

}  // namespace

result<dns_response, response_error> parse_response(byte_view packet, std::uint16_t id,
                                                    const dns_question& asked) {
  auto walk = dns_walk::begin(packet, id, asked);
  if (!walk) return walk.error();
  dns_response out;
  const std::array sections{&out.answer, &out.authority, &out.additional};
  while (!walk->done()) {
    const auto record = walk->next();
    if (!record) return record.error();
    const auto type = static_cast<std::uint16_t>(record->type);
    if (type == type_tsig || type == type_sig) return response_error::bad_record;
    if (record->rr_class != class_in || record->type == rr_type::opt) continue;
    auto read = read_record(packet, *record);
    if (!read) return read.error();
    sections[static_cast<std::size_t>(record->section)]->push_back(std::move(*read));
  }
  out.rcode = walk->rcode();
  out.authoritative = walk->authoritative();
  out.truncated = walk->truncated();
  return out;
}

}  // namespace aviary
