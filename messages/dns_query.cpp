#include "messages/dns_query.hpp"

#include <algorithm>

#include "messages/dns_name.hpp"

namespace aviary {
namespace {

constexpr std::uint8_t opcode_query = 0;
constexpr std::uint32_t dnssec_ok_bit = 0x8000;

/// RDATA of an OPT is a list of code 2, length 2, data (RFC 6891 section 6.1.2). None of them means
/// anything here (COOKIE would cost 28 octets of every answer), they only have to be whole.
bool options_are_whole(byte_view data) {
  byte_reader in(data);
  while (in.ok() && in.remaining() > 0) {
    in.u16();
    in.octets(in.u16());
  }
  return in.ok();
}

/// Reads the one record that a query may carry.
std::optional<query_error> read_additional(byte_reader& in, edns_info& edns) {
  const auto owner = in.u8();
  const auto type = in.u16();
  if (!in.ok()) return query_error::additional_cut_short;
  // RFC 6891 section 6.1.2: the owner MUST be the root.
  if (owner != 0 || type != static_cast<unsigned>(rr_type::opt))
    return query_error::additional_not_opt;
  const auto payload_octets = in.u16();
  const auto flags = in.u32();
  const auto data = in.octets(in.u16());
  if (!in.ok()) return query_error::additional_cut_short;
  edns.present = true;
  edns.version = static_cast<std::uint8_t>(flags >> 16);
  edns.dnssec_ok = (flags & dnssec_ok_bit) != 0;
  edns.payload_octets = payload_octets;
  // RFC 6891 section 6.1.3: answered by version before anything else is made of the record.
  if (edns.version != 0) return query_error::bad_edns_version;
  if (!options_are_whole(data)) return query_error::bad_edns_options;
  return std::nullopt;
}

/// Reads name, type and class (RFC 1035 section 4.1.2). `query.question` is set when all are there.
std::optional<query_error> read_question(byte_reader& in, byte_view body, dns_query& query) {
  const auto name = read_plain_name(body);
  if (!name) return query_error::bad_question_name;
  in.octets(name->size());
  const auto type = in.u16();
  const auto rr_class = in.u16();
  if (!in.ok()) return query_error::question_cut_short;
  query.question = body.first(name->size() + question_tail_octets);
  query.name = *name;
  query.type = static_cast<rr_type>(type);
  if (rr_class != class_in) return query_error::class_not_in;
  return std::nullopt;
}

/// Reads all of a datagram into `query` as far as it goes.
std::optional<query_error> read_query(byte_view datagram, dns_query& query) {
  if (datagram.size() < dns_header_octets) return query_error::too_short;
  byte_reader in(datagram);
  query.id = in.u16();
  const auto flags = in.u16();
  query.opcode = static_cast<std::uint8_t>(flags >> 11 & 15);
  query.recursion_desired = (flags & detail::flag_recursion_desired) != 0;
  query.checking_disabled = (flags & detail::flag_checking_disabled) != 0;
  // An answer that is answered makes two servers talk to each other for ever.
  if ((flags & detail::flag_response) != 0) return query_error::is_an_answer;
  if (query.opcode != opcode_query) return query_error::unknown_opcode;
  const auto questions = in.u16();
  const auto answers = in.u16();
  const auto authorities = in.u16();
  const auto additionals = in.u16();
  if (questions != 1) return query_error::question_count;  // RFC 9619
  if (const auto why = read_question(in, datagram.subspan(dns_header_octets), query)) return why;
  if (answers != 0 || authorities != 0 || additionals > 1) return query_error::record_count;
  if (additionals == 1)
    if (const auto why = read_additional(in, query.edns)) return why;
  if (in.remaining() != 0) return query_error::trailing_octets;
  return std::nullopt;
}

}  // namespace

std::size_t dns_query::udp_octets_max() const {
  // RFC 6891 section 6.2.3: less than 512 means 512.
  return std::clamp<std::size_t>(edns.payload_octets, plain_dns_payload_octets,
                                 edns_payload_octets);
}

std::string_view describe(query_error error) {
  switch (error) {
    case query_error::too_short:
      return "a datagram without a whole header";
    case query_error::is_an_answer:
      return "an answer where queries arrive";
    case query_error::unknown_opcode:
      return "an opcode other than QUERY";
    case query_error::question_count:
      return "a query without exactly one question";
    case query_error::record_count:
      return "a query with records that none has";
    case query_error::bad_question_name:
      return "a question whose name is cut short, compressed or too long";
    case query_error::question_cut_short:
      return "a question without type and class";
    case query_error::class_not_in:
      return "a class other than IN";
    case query_error::additional_not_opt:
      return "an additional record other than OPT";
    case query_error::additional_cut_short:
      return "an additional record that is cut short";
    case query_error::bad_edns_version:
      return "a version of EDNS other than 0";
    case query_error::bad_edns_options:
      return "EDNS options that are cut short";
    case query_error::trailing_octets:
      return "octets behind the last record";
  }
  return "unknown";
}

std::optional<dns_rcode> rcode_of(query_error error) {
  switch (error) {
    case query_error::too_short:
    case query_error::is_an_answer:
      return std::nullopt;
    case query_error::unknown_opcode:
      return dns_rcode::not_implemented;
    case query_error::class_not_in:
      return dns_rcode::refused;
    case query_error::bad_edns_version:
      return dns_rcode::bad_version;
    default:
      return dns_rcode::format_error;
  }
}

result<dns_query, refused_query> parse_query(byte_view datagram) {
  dns_query query;
  if (const auto why = read_query(datagram, query)) return refused_query{*why, query};
  return query;
}

}  // namespace aviary
