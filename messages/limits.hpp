#pragma once

#include <cstddef>
#include <cstdint>

// The limits that both ends of the wire share, each with its reason (docs/PROTOCOL.md).

namespace aviary {

// -- DNS ------------------------------------------------------------------------------------------

/// RFC 1035 section 2.3.4: a name on the wire, with its length octets and the root.
inline constexpr std::size_t name_octets_max = 255;
/// RFC 1035 section 2.3.4.
inline constexpr std::size_t label_octets_max = 63;
/// The zone's wire form, root included. Longer zones would leave too little of a name for payload.
inline constexpr std::size_t zone_octets_max = 32;
/// RFC 1035 section 3.3: one character-string of a TXT record.
inline constexpr std::size_t txt_string_octets_max = 255;
/// RFC 9715: answers of this size are not fragmented by IPv4 or IPv6 in practice.
inline constexpr std::size_t edns_payload_octets = 1232;
/// TTL of an authentic answer: a resolver that gave up waiting for it has it when the same name
/// comes again. A bird knows from it whether an answer was kept.
inline constexpr std::uint32_t authentic_ttl_seconds = 15;

// -- messages -------------------------------------------------------------------------------------

/// A message's plaintext before compression. Bounds what opening one can cost the console.
inline constexpr std::size_t message_octets_max = 64 * 1024;
/// 12 bits of index on the wire.
inline constexpr std::size_t fragments_max = 4096;
/// A name or a location in a heartbeat: with both full a heartbeat still fits one query.
inline constexpr std::size_t heartbeat_text_octets_max = 20;
/// crypto_secretbox adds a Poly1305 tag of 16 octets; the tail stands before it.
inline constexpr std::size_t sealed_overhead_octets = 8 + 16;
/// Depth to which JSON from a bird or an intake is parsed.
inline constexpr std::size_t json_depth_max = 8;

// -- transport ------------------------------------------------------------------------------------

/// First missing plus a bitmap of this many indexes in a FRAGMENT_ACK: nothing beyond is ever sent.
inline constexpr std::size_t bitmap_fragments = 256;
/// Messages of several fragments that a bird keeps in flight, and reassemblies that a console keeps
/// per registration. One number, or the console would evict what the bird still sends.
inline constexpr std::size_t messages_in_flight_max = 4;
/// Requests of a bird that may be outstanding at a resolver.
inline constexpr std::size_t window_max = 32;

static_assert(window_max < 32 + 1, "a salt has 5 bits and differs among the queries in flight");
static_assert(window_max <= bitmap_fragments);

}  // namespace aviary
