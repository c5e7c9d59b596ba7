#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/result.hpp"

// The resolver's side of DNS: queries to a name server, the reading of what it answers, and what a
// stub gets of that.
//
//     name server's answer   | header | question | answer, authority | additional |
//                                        |  the same length   |
//     stub's answer          | header | its own  | the same octets   | OPT |
//
// The question behind an answer is the stub's own but for case, so every compression pointer stays
// right when the sections are copied as they are, and names that point into the question come back
// in the stub's case, as from real resolvers. The additional section is left out, as real ones do.

namespace aviary {

/// What a query to a name server says besides its question.
struct query_flags {
  bool recursion_desired = false;
  bool checking_disabled = false;
  edns_info edns;
};

/// `question`: name, type and class.
bytes write_query(std::uint16_t id, const query_flags& flags, byte_view question);

/// Answer and authority section of a message, apart from it.
struct record_sections {
  bytes octets;
  std::uint16_t answers = 0;
  std::uint16_t authorities = 0;
  /// Where the TTLs stand in `octets`.
  static constexpr std::size_t records_max = 32;
  std::array<std::uint16_t, records_max> ttl_at{};
  std::size_t ttl_count = 0;
};

/// A name server's answer, with a view into its message.
struct upstream_answer {
  std::uint16_t id = 0;
  dns_rcode rcode = dns_rcode::no_error;
  bool truncated = false;
  byte_view question;
  record_sections records;
  /// Seconds: the lowest in the answer section, or of NODATA and NXDOMAIN the lower of the SOA's
  /// TTL and minimum (RFC 2308 section 5). Nothing when neither is there: it cannot be kept.
  std::optional<std::uint32_t> ttl;
};

enum class upstream_error : std::uint8_t {
  too_short,
  not_an_answer,
  question_count,
  bad_question,
  bad_record,
  too_many_records
};
std::string_view describe(upstream_error error);

result<upstream_answer, upstream_error> parse_upstream_answer(byte_view message);

/// What a stub's query needs to be answered.
struct stub_query {
  std::uint16_t id = 0;
  bool recursion_desired = false;
  bool checking_disabled = false;
  edns_info edns;
  bytes question;
};

/// How an answer to a stub is made.
struct stub_answer_shape {
  dns_rcode rcode = dns_rcode::no_error;
  bool truncated = false;
  /// In the OPT, which only goes to those who sent one.
  std::uint16_t edns_octets = edns_payload_octets;
  /// More become an empty answer with TC=1.
  std::size_t octets_max = 65'535;
  /// Seconds: TTLs are brought into these bounds, then `age` is taken off.
  std::uint32_t ttl_min = 0;
  std::uint32_t ttl_max = 0x7FFFFFFF;
  std::uint32_t age = 0;
};

bytes write_stub_answer(const stub_query& query, const stub_answer_shape& shape,
                        const record_sections& records);

}  // namespace aviary
