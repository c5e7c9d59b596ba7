#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/limits.hpp"

// The numbers of DNS messages that both sides of the wire use (RFC 1035 section 4, RFC 6891).
//
//     header, 12 octets                    question                    record
//     | id 2                    |          | name                |     | name                    |
//     | QR OPCODE AA TC RD  1   |          | type 2 | class 2    |     | type 2 | class 2        |
//     | RA Z AD CD RCODE    1   |                                      | TTL 4  | length 2 | data |
//     | QD, AN, NS, AR count 8  |

namespace aviary {

/// Types that occur here; others are legal values too.
enum class rr_type : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  txt = 16,
  aaaa = 28,
  opt = 41,
  any = 255,
};

inline constexpr std::uint16_t class_in = 1;

enum class dns_rcode : std::uint16_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  name_error = 3,
  not_implemented = 4,
  refused = 5,
  bad_version = 16,
};

/// RFC 1035 section 4.2.1: a message over UDP when neither side speaks EDNS, and the floor with it.
inline constexpr std::size_t plain_dns_payload_octets = 512;
inline constexpr std::size_t dns_header_octets = 12;
/// Type and class behind a question's name.
inline constexpr std::size_t question_tail_octets = 4;
/// Type, class, TTL and length behind an owner name.
inline constexpr std::size_t record_tail_octets = 10;
/// A compression pointer (RFC 1035 section 4.1.4).
inline constexpr std::size_t pointer_octets = 2;
/// An OPT record without options (RFC 6891 section 6.1.2).
inline constexpr std::size_t opt_octets = 1 + record_tail_octets;

namespace detail {
inline constexpr std::uint16_t flag_response = 0x8000;
inline constexpr std::uint16_t flag_authoritative = 0x0400;
inline constexpr std::uint16_t flag_truncated = 0x0200;
inline constexpr std::uint16_t flag_recursion_desired = 0x0100;
inline constexpr std::uint16_t flag_checking_disabled = 0x0010;
}  // namespace detail

/// What an OPT record says (RFC 6891 section 6.1.3).
struct edns_info {
  bool present = false;
  std::uint8_t version = 0;
  bool dnssec_ok = false;
  std::uint16_t payload_octets = plain_dns_payload_octets;

  friend bool operator==(const edns_info&, const edns_info&) = default;
};

}  // namespace aviary
