#include "console/dns/zone_answers.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

#include "messages/qname.hpp"

namespace aviary {
namespace {

using section = dns_answer_writer::section;

/// Types that ask for a zone transfer (RFC 5936, RFC 1995).
constexpr std::uint16_t type_ixfr = 251;
constexpr std::uint16_t type_axfr = 252;

/// Octets of a negative answer's SOA besides its MNAME: owner and the tail of RNAME are pointers.
constexpr std::string_view mailbox_label = "hostmaster";
constexpr std::size_t soa_octets_besides_primary =
    pointer_octets + record_tail_octets + 1 + mailbox_label.size() + pointer_octets + 5 * 4;

/// RNAME: hostmaster at the zone (RFC 2142 section 7).
dns_name mailbox_of(const zone_name& zone) {
  std::array<std::uint8_t, 1 + mailbox_label.size() + zone_octets_max> wire;
  wire[0] = mailbox_label.size();
  auto out = std::ranges::copy(as_bytes(mailbox_label), wire.begin() + 1).out;
  out = std::ranges::copy(zone.wire(), out).out;
  return dns_name(byte_view(wire.begin(), out));
}

/// MNAME: the first name server, unless its name is so long that a negative answer would pass its
/// limit; then the zone's own name, which any resolver takes as well.
dns_name primary_of(const zone_name& zone, const std::vector<name_server_record>& records) {
  const auto host = records.front().host.wire();
  const auto below = zone.octets_below(host);
  const auto octets = below ? *below + pointer_octets : host.size();
  const bool fits = soa_octets_besides_primary + octets <= negative_octets_added_max;
  return dns_name(fits ? host : zone.wire());
}

bool ends_with(byte_view name, byte_view tail) {
  return name.size() >= tail.size() && same_name(name.last(tail.size()), tail);
}

bool add_address(dns_answer_writer& writer, section where, const dns_name& owner,
                 const name_server_record& record) {
  if (record.ipv4) return writer.a(where, owner, *record.ipv4, zone_ttl_seconds);
  return writer.aaaa(where, owner, *record.ipv6, zone_ttl_seconds);
}

}  // namespace

// -- configuration --------------------------------------------------------------------------------

std::string name_server_record::address_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* octets = ipv4 ? static_cast<const void*>(ipv4->data()) : ipv6->data();
  inet_ntop(ipv4 ? AF_INET : AF_INET6, octets, text.data(), text.size());
  return text.data();
}

result<name_server_record, failure> parse_name_server_record(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos)
    return failure{"the name server \"" + std::string(text) + "\" has no address",
                   "write name and address, as in ns1.c.example.net=192.0.2.53"};
  const auto host = dns_name::parse(text.substr(0, equals));
  if (!host) {
    auto why = host.error();
    why.what = "a name server: " + why.what;
    return why;
  }
  name_server_record record{*host, std::nullopt, std::nullopt};
  const std::string address(text.substr(equals + 1));
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET, address.c_str(), octets.data()) == 1)
    record.ipv4 = std::array{octets[0], octets[1], octets[2], octets[3]};
  else if (inet_pton(AF_INET6, address.c_str(), octets.data()) == 1)
    record.ipv6 = octets;
  else
    return failure{"the name server " + host->text() + " has the address \"" + address + "\"",
                   "write an IPv4 or IPv6 address, as in ns1.c.example.net=192.0.2.53"};
  return record;
}

result<zone_answers, failure> zone_answers::of(const zone_name& zone,
                                               std::vector<name_server_record> records) {
  if (records.empty())
    return failure{"the zone " + zone.text() + " has no name server",
                   "configure the name and address that the parent zone delegates to, as in ns1." +
                       zone.text() + "=192.0.2.53"};
  if (records.size() > name_server_records_max)
    return failure{"the zone " + zone.text() + " has " + std::to_string(records.size()) +
                       " name server addresses",
                   "keep " + std::to_string(name_server_records_max) + " or fewer"};
  return zone_answers(zone, std::move(records));
}

zone_answers::zone_answers(const zone_name& zone, std::vector<name_server_record> records)
    : zone_(zone), records_(std::move(records)) {
  soa_.primary = primary_of(zone_, records_);
  soa_.mailbox = mailbox_of(zone_);
}

// -- answers --------------------------------------------------------------------------------------

std::size_t zone_answers::write(std::span<std::uint8_t> out, const dns_query& query) const {
  const auto below = zone_.octets_below(query.name);
  if (!below) return write_rcode_answer(out, query, dns_rcode::refused);
  if (*below == 0) return write_apex(out, query);
  if (exists(query.name)) return write_addresses(out, query, false);
  const auto control = control_of(query.name, zone_);
  if (control && control->mode == minimisation::nxdomain) return write_name_error(out, query);
  return write_nodata(out, query);
}

std::size_t zone_answers::write_nodata(std::span<std::uint8_t> out, const dns_query& query) const {
  return write_negative_answer(out, query, zone_, soa_);
}

std::size_t zone_answers::write_name_error(std::span<std::uint8_t> out,
                                           const dns_query& query) const {
  return write_negative_answer(out, query, zone_, soa_, dns_rcode::name_error);
}

/// RFC 8020: a name exists as soon as one below it does.
bool zone_answers::exists(byte_view name) const {
  return std::ranges::any_of(
      records_, [name](const auto& record) { return ends_with(record.host.wire(), name); });
}

/// The addresses of the name that is asked for, or those of all name servers: at the apex.
std::size_t zone_answers::write_addresses(std::span<std::uint8_t> out, const dns_query& query,
                                          bool of_all) const {
  const dns_name owner(query.name);
  dns_answer_writer writer(out, query, dns_rcode::no_error, true);
  bool any = false;
  for (const auto& record : records_) {
    if (!of_all && !same_name(record.host.wire(), query.name)) continue;
    if (query.type != (record.ipv4 ? rr_type::a : rr_type::aaaa)) continue;
    any = true;
    if (!add_address(writer, section::answer, owner, record)) writer.truncate();
  }
  return any ? writer.finish() : write_nodata(out, query);
}

std::size_t zone_answers::write_name_servers(std::span<std::uint8_t> out,
                                             const dns_query& query) const {
  dns_answer_writer writer(out, query, dns_rcode::no_error, true);
  for (auto record = records_.begin(); record != records_.end(); ++record) {
    // A host with two addresses has two records here and one in the RRset.
    const auto same = [&](const auto& other) { return other.host == record->host; };
    if (std::any_of(records_.begin(), record, same)) continue;
    if (!writer.ns(section::answer, zone_, record->host, zone_ttl_seconds)) {
      writer.truncate();
      return writer.finish();
    }
  }
  // Addresses spare the resolver a query; those that do not fit are left out (RFC 2181 section 9).
  for (const auto& record : records_)
    if (zone_.octets_below(record.host.wire()))
      add_address(writer, section::additional, record.host, record);
  return writer.finish();
}

std::size_t zone_answers::write_apex(std::span<std::uint8_t> out, const dns_query& query) const {
  switch (static_cast<std::uint16_t>(query.type)) {
    case static_cast<std::uint16_t>(rr_type::any):  // RFC 8482 section 4.1: one RRset will do
    case static_cast<std::uint16_t>(rr_type::soa): {
      dns_answer_writer writer(out, query, dns_rcode::no_error, true);
      writer.soa(section::answer, zone_, soa_, zone_ttl_seconds);
      return writer.finish();
    }
    case static_cast<std::uint16_t>(rr_type::ns):
      return write_name_servers(out, query);
    case static_cast<std::uint16_t>(rr_type::a):
    case static_cast<std::uint16_t>(rr_type::aaaa):
      return write_addresses(out, query, true);
    case type_ixfr:
    case type_axfr:
      return write_rcode_answer(out, query, dns_rcode::refused);
    default:
      return write_nodata(out, query);
  }
}

}  // namespace aviary
