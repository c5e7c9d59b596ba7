#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"

// SipHash-2-4: the 8 octets by which a query and its answer prove that they know the registration's
// keys. Short on purpose: a forger gets no oracle and one guess costs one packet.

namespace aviary {

/// K_frag: authenticates queries.
using fragment_key = octets<struct fragment_key_tag, 16>;
/// K_ack: authenticates answers.
using ack_key = octets<struct ack_key_tag, 16>;
using short_mac = octets<struct short_mac_tag, 8>;

/// SipHash-2-4 of `text` under a key of 16 octets.
short_mac sip_hash(const std::array<std::uint8_t, 16>& key, byte_view text);

/// Equality in constant time.
bool same_mac(const short_mac& a, const short_mac& b);

}  // namespace aviary
