#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/dns_message.hpp"
#include "messages/limits.hpp"

// What form of answer a bird's path carries; the bird probes for it and every query names it.

namespace aviary {

/// 3 bits on the wire; 4 to 7 are reserved.
enum class answer_code : std::uint8_t {
  raw_1232 = 0,
  raw_512 = 1,
  base64_1232 = 2,
  base64_512 = 3,
};

inline constexpr std::uint8_t answer_codes = 4;

/// Whether the TXT strings hold Base64 (RFC 4648 without padding) instead of raw octets.
constexpr bool is_base64(answer_code code) {
  return static_cast<unsigned>(code) >= 2;
}

/// Octets of the whole DNS message of an answer.
constexpr std::size_t packet_octets_max(answer_code code) {
  return static_cast<unsigned>(code) % 2 == 0 ? edns_payload_octets : plain_dns_payload_octets;
}

}  // namespace aviary
