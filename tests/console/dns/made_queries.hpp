#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"

// Queries as a resolver would send them, and as none would: every field of the header and of the
// OPT record can be set.

namespace aviary {

struct made_query {
  dns_name name;
  rr_type type = rr_type::txt;
  std::uint16_t id = 0x1234;
  std::uint16_t flags = 0;
  std::uint16_t questions = 1;
  std::uint16_t answers = 0;
  std::uint16_t authorities = 0;
  std::uint16_t rr_class = class_in;
  std::optional<std::uint16_t> edns_payload_octets = edns_payload_octets_default;
  std::uint8_t edns_version = 0;
  bool dnssec_ok = false;
  bytes edns_options;

  static constexpr std::uint16_t edns_payload_octets_default = 1232;

  bytes encode() const {
    bytes out;
    byte_writer writer(out);
    for (const auto value : {id, flags, questions, answers, authorities}) writer.u16(value);
    writer.u16(edns_payload_octets ? 1 : 0);
    writer.octets(name.wire());
    writer.u16(static_cast<std::uint16_t>(type));
    writer.u16(rr_class);
    if (!edns_payload_octets) return out;
    writer.u8(0);
    writer.u16(static_cast<std::uint16_t>(rr_type::opt));
    writer.u16(*edns_payload_octets);
    writer.u32(static_cast<std::uint32_t>(edns_version) << 16 | (dnssec_ok ? 0x8000u : 0u));
    writer.u16(static_cast<std::uint16_t>(edns_options.size()));
    writer.octets(edns_options);
    return out;
  }
};

/// A plain query with EDNS.
inline bytes query_for(std::string_view name, rr_type type) {
  made_query query;
  query.name = *dns_name::parse(name);
  query.type = type;
  return query.encode();
}

}  // namespace aviary
