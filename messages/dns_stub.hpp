#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"
#include "messages/result.hpp"

// The bird's side of DNS: one TXT query, and the strict reading of what its resolver answers.

namespace aviary {

/// Header, a name of 255, type and class, OPT.
inline constexpr std::size_t stub_query_octets_max =
    dns_header_octets + name_octets_max + question_tail_octets + opt_octets;

/// Writes a TXT query for `name` (RD set, EDNS 0 with 1,232) to `out`, which has room for
/// stub_query_octets_max. Returns its size.
std::size_t write_stub_query(std::span<std::uint8_t> out, std::uint16_t id, const dns_name& name);

/// The same, owned.
bytes encode_stub_query(std::uint16_t id, const dns_name& name);

/// What a resolver answered. Without a TXT record `text` is empty and has_text false: NODATA when
/// rcode is no_error, and no answer at all for the overlay.
struct stub_answer {
  dns_rcode rcode = dns_rcode::no_error;
  bool truncated = false;
  bool has_text = false;
  std::uint32_t ttl = 0;
  /// The strings of the record, joined, in the caller's buffer.
  std::span<std::uint8_t> text;
};

enum class stub_error : std::uint8_t {
  too_short,
  not_an_answer,
  other_id,
  other_opcode,
  question_count,
  other_question,
  bad_name,
  record_cut_short,
  other_class,
  not_txt,
  other_owner,
  several_records,
  bad_strings,
  text_too_long
};
std::string_view describe(stub_error error);

/// Reads the answer to the query with this id and name; the TXT content goes to `text`. A CNAME or
/// any other record in the answer section is refused: the console sends none. Octets behind the
/// last record are ignored, as every stub resolver does.
result<stub_answer, stub_error> parse_stub_answer(byte_view packet, std::uint16_t id,
                                                  const dns_name& name,
                                                  std::span<std::uint8_t> text);

}  // namespace aviary
