#pragma once

#include <cstdint>
#include <span>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"
#include "messages/dns_walk.hpp"
#include "messages/result.hpp"

// The bird's side of DNS: the strict reading of what its resolver answers to one TXT query.

namespace aviary {

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

/// Reads the answer to the query with this id and name; the TXT content goes to `text`. A CNAME or
/// any other record in the answer section is refused: the console sends none. Octets behind the
/// last record are ignored, as every stub resolver does.
result<stub_answer, response_error> parse_stub_answer(byte_view packet, std::uint16_t id,
                                                      const dns_name& name,
                                                      std::span<std::uint8_t> text);

}  // namespace aviary
