#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"

// What is asked of a DNS server, as a query: one question, EDNS 0 with 1,232 octets.

namespace aviary {

struct dns_question {
  dns_name name;
  rr_type type = rr_type::txt;
  /// RD: of a resolver. A name server is asked for what it knows itself.
  bool recursion_desired = true;
};

/// Header, a name of 255, type and class, OPT.
inline constexpr std::size_t question_octets_max =
    dns_header_octets + name_octets_max + question_tail_octets + opt_octets;

/// Writes the query to `out`, which has room for question_octets_max. Returns its size.
std::size_t write_question(std::span<std::uint8_t> out, std::uint16_t id,
                           const dns_question& asked);

/// The same, owned.
bytes encode_question(std::uint16_t id, const dns_question& asked);

}  // namespace aviary
