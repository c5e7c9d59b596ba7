#include "messages/dns_answer.hpp"

#include <algorithm>

#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

constexpr std::uint16_t pointer_mark = 0xC000;
constexpr std::size_t soa_numbers_octets = 5 * 4;

/// Octets that a TXT record's data takes: one length octet for each string of up to 255.
constexpr std::size_t txt_data_octets(std::size_t content) {
  const auto strings = content == 0 ? 1 : (content - 1) / txt_string_octets_max + 1;
  return content + strings;
}

void store16(std::uint8_t* at, std::size_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

}  // namespace

// -- the writer -----------------------------------------------------------------------------------

dns_answer_writer::dns_answer_writer(std::span<std::uint8_t> out, const dns_query& query,
                                     dns_rcode rcode, bool authoritative)
    : out_(out), query_(query), rcode_(static_cast<std::uint16_t>(rcode)) {
  AVIARY_INVARIANT(out.size() >= plain_dns_payload_octets, "room for the smallest DNS message");
  flags_ = static_cast<std::uint16_t>(
      detail::flag_response | query.opcode << 11 |
      (authoritative ? detail::flag_authoritative : 0) |
      (query.recursion_desired ? detail::flag_recursion_desired : 0) |
      (query.checking_disabled ? detail::flag_checking_disabled : 0) | (rcode_ & 15));
  reserved_ = query.edns.present ? opt_octets : 0;
  at_ = dns_header_octets;  // the header is written last, when its counts are known
  put(query.question);
}

void dns_answer_writer::u16(std::size_t value) {
  store16(out_.data() + at_, value);
  at_ += 2;
}

void dns_answer_writer::u32(std::uint32_t value) {
  u16(value >> 16);
  u16(value & 0xFFFF);
}

void dns_answer_writer::put(byte_view octets) {
  put_octets(octets, out_.data() + at_);
  at_ += octets.size();
}

bool dns_answer_writer::begin_record(section where, byte_view owner, rr_type type,
                                     std::uint32_t ttl, std::size_t data_octets_max) {
  if (at_ + owner.size() + record_tail_octets + data_octets_max + reserved_ > out_.size())
    return false;
  name(owner);
  u16(static_cast<std::uint16_t>(type));
  u16(class_in);
  u32(ttl);
  data_at_ = at_ + 2;
  at_ = data_at_;
  ++counts_[static_cast<std::size_t>(where)];
  return true;
}

void dns_answer_writer::end_record() {
  store16(out_.data() + data_at_ - 2, at_ - data_at_);
}

void dns_answer_writer::name(byte_view wire) {
  // The question is the only target of pointers: what a name shares with its end, label by label,
  // is written once. Names here have few labels, so the search is short.
  for (std::size_t at = 0; wire[at] != 0; at += wire[at] + std::size_t{1}) {
    const auto rest = wire.subspan(at);
    std::size_t in_question = 0;
    while (query_.name.size() - in_question > rest.size())
      in_question += query_.name[in_question] + std::size_t{1};
    if (same_name(query_.name.subspan(in_question), rest)) {
      put(wire.first(at));
      u16(pointer_mark | (dns_header_octets + in_question));
      return;
    }
  }
  put(wire);
}

bool dns_answer_writer::txt(byte_view content, std::uint32_t ttl) {
  // The owner is the question's own name, a pointer to the first octet behind the header.
  const auto data_octets = txt_data_octets(content.size());
  if (at_ + pointer_octets + record_tail_octets + data_octets + reserved_ > out_.size())
    return false;
  u16(pointer_mark | dns_header_octets);
  u16(static_cast<std::uint16_t>(rr_type::txt));
  u16(class_in);
  u32(ttl);
  u16(data_octets);
  do {
    const auto string = content.first(std::min(content.size(), txt_string_octets_max));
    u8(static_cast<std::uint8_t>(string.size()));
    put(string);
    content = content.subspan(string.size());
  } while (!content.empty());
  ++counts_[static_cast<std::size_t>(section::answer)];
  return true;
}

bool dns_answer_writer::soa(section where, const zone_name& zone, const soa_fields& fields,
                            std::uint32_t ttl) {
  const auto data_octets_max =
      fields.primary.wire().size() + fields.mailbox.wire().size() + soa_numbers_octets;
  if (!begin_record(where, zone.wire(), rr_type::soa, ttl, data_octets_max)) return false;
  name(fields.primary.wire());
  name(fields.mailbox.wire());
  for (const auto value :
       {fields.serial, fields.refresh, fields.retry, fields.expire, fields.minimum})
    u32(value);
  end_record();
  return true;
}

bool dns_answer_writer::ns(section where, const zone_name& zone, const dns_name& server,
                           std::uint32_t ttl) {
  if (!begin_record(where, zone.wire(), rr_type::ns, ttl, server.wire().size())) return false;
  name(server.wire());
  end_record();
  return true;
}

bool dns_answer_writer::a(section where, const dns_name& owner, std::array<std::uint8_t, 4> address,
                          std::uint32_t ttl) {
  if (!begin_record(where, owner.wire(), rr_type::a, ttl, address.size())) return false;
  put(address);
  end_record();
  return true;
}

bool dns_answer_writer::aaaa(section where, const dns_name& owner,
                             std::array<std::uint8_t, 16> address, std::uint32_t ttl) {
  if (!begin_record(where, owner.wire(), rr_type::aaaa, ttl, address.size())) return false;
  put(address);
  end_record();
  return true;
}

void dns_answer_writer::truncate() {
  flags_ |= detail::flag_truncated;
}

std::size_t dns_answer_writer::finish() {
  if (query_.edns.present) {
    // RFC 6891 section 6.1.3: the upper 8 bits of the RCODE, version 0, DO as it came (RFC 3225).
    reserved_ = 0;
    u8(0);
    u16(static_cast<std::uint16_t>(rr_type::opt));
    u16(edns_payload_octets);
    u8(static_cast<std::uint8_t>(rcode_ >> 4));
    u8(0);
    u16(query_.edns.dnssec_ok ? 0x8000 : 0);
    u16(0);
    ++counts_[static_cast<std::size_t>(section::additional)];
  }
  const auto size = at_;
  at_ = 0;
  u16(query_.id);
  u16(flags_);
  u16(query_.question.empty() ? 0 : 1);
  for (const auto count : counts_) u16(count);
  return size;
}

// -- whole messages -------------------------------------------------------------------------------

std::size_t write_txt_answer(std::span<std::uint8_t> out, const dns_query& query, byte_view content,
                             std::uint32_t ttl) {
  dns_answer_writer writer(out, query, dns_rcode::no_error, true);
  return writer.txt(content, ttl) ? writer.finish() : 0;
}

std::size_t write_negative_answer(std::span<std::uint8_t> out, const dns_query& query,
                                  const zone_name& zone, const soa_fields& fields,
                                  dns_rcode rcode) {
  dns_answer_writer writer(out, query, rcode, true);
  // RFC 2308 section 5: the lower of the SOA's TTL and its minimum is what resolvers keep it for.
  if (!writer.soa(dns_answer_writer::section::authority, zone, fields, fields.minimum)) return 0;
  return writer.finish();
}

std::size_t write_rcode_answer(std::span<std::uint8_t> out, const dns_query& query,
                               dns_rcode rcode) {
  return dns_answer_writer(out, query, rcode, false).finish();
}

std::size_t write_truncated_answer(std::span<std::uint8_t> out, const dns_query& query) {
  dns_answer_writer writer(out, query, dns_rcode::no_error, true);
  writer.truncate();
  return writer.finish();
}

std::size_t write_refusal(std::span<std::uint8_t> out, const refused_query& refused) {
  const auto rcode = rcode_of(refused.error);
  return rcode ? write_rcode_answer(out, refused.query, *rcode) : 0;
}

}  // namespace aviary
