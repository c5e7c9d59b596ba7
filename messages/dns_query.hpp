#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/result.hpp"

// The strict parser of what arrives at port 53. Nothing else of the console reads a stranger's
// packet, and what it does not pass is answered from the refusal alone. It keeps no state,
// allocates nothing and ends after one walk.

namespace aviary {

/// A query, with views into its datagram. `question` is name, type and class byte for byte; a
/// refused query may have none.
struct dns_query {
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  bool recursion_desired = false;
  bool checking_disabled = false;
  byte_view question;
  byte_view name;
  rr_type type{};
  edns_info edns;

  /// Octets that an answer over UDP may have: what the sender takes, at most 1,232, at least 512.
  std::size_t udp_octets_max() const;
};

enum class query_error : std::uint8_t {
  too_short,
  is_an_answer,
  unknown_opcode,
  question_count,
  record_count,
  bad_question_name,
  question_cut_short,
  class_not_in,
  additional_not_opt,
  additional_cut_short,
  bad_edns_version,
  bad_edns_options,
  trailing_octets
};
std::string_view describe(query_error error);

/// The RCODE that answers a refusal; nothing when it must not be answered at all.
std::optional<dns_rcode> rcode_of(query_error error);

/// Why a datagram was refused, and what of it an answer needs.
struct refused_query {
  query_error error{};
  dns_query query;
};

/// Reads one datagram, or one message of a TCP stream without its length.
result<dns_query, refused_query> parse_query(byte_view datagram);

}  // namespace aviary
