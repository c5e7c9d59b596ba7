#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"

// SipHash-2-4: the 8 octets by which a query and its answer prove that they know the registration's
// keys. Short on purpose: a forger gets no oracle and one guess costs one packet.

namespace aviary {

using short_mac = octets<struct short_mac_tag, 8>;

/// SipHash-2-4 of `text` under K_frag or K_ack.
short_mac sip_hash(std::span<const std::uint8_t, 16> key, byte_view text);

/// Equality in constant time.
bool same_mac(const short_mac& a, const short_mac& b);

}  // namespace aviary
