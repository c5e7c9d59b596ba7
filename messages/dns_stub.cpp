#include "messages/dns_stub.hpp"

#include "messages/put_octets.hpp"

namespace aviary {
namespace {

/// Joins character-strings (RFC 1035 section 3.3.14) and says how long they are together.
result<std::size_t, response_error> join_strings(byte_view data, std::span<std::uint8_t> text) {
  byte_reader in(data);
  std::size_t size = 0;
  while (in.remaining() > 0) {
    const auto string = in.octets(in.u8());
    if (!in.ok()) return response_error::bad_strings;
    if (string.size() > text.size() - size) return response_error::text_too_long;
    put_octets(string, text.data() + size);
    size += string.size();
  }
  return size;
}

/// Takes a record of the answer section into `out`.
std::optional<response_error> take(const walked_record& record, const dns_name& name,
                                   std::span<std::uint8_t> text, stub_answer& out) {
  if (record.type != rr_type::txt) return response_error::not_txt;
  if (record.rr_class != class_in) return response_error::other_class;
  if (record.owner != name) return response_error::other_owner;
  if (out.has_text) return response_error::several_records;
  const auto size = join_strings(record.data, text);
  if (!size) return size.error();
  out.has_text = true;
  out.text = text.first(*size);
  out.ttl = record.ttl;
  return std::nullopt;
}

}  // namespace

result<stub_answer, response_error> parse_stub_answer(byte_view packet, std::uint16_t id,
                                                      const dns_name& name,
                                                      std::span<std::uint8_t> text) {
  auto walk = dns_walk::begin(packet, id, {name});
  if (!walk) return walk.error();
  stub_answer out;
  while (!walk->done()) {
    const auto record = walk->next();
    if (!record) return record.error();
    // Of authority and additional only an OPT's upper bits of the RCODE mean anything.
    if (record->section != dns_section::answer) continue;
    if (const auto why = take(*record, name, text, out)) return *why;
  }
  out.rcode = walk->rcode();
  out.truncated = walk->truncated();
  return out;
}

}  // namespace aviary
