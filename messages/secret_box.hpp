#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"

// The secret box (crypto_secretbox: XSalsa20-Poly1305) over buffers of the caller, so that the hot
// path allocates nothing. A box is `MAC 16 | ciphertext`. Whoever calls answers for the nonce: the
// same key and nonce must never seal two different plaintexts.

namespace aviary {

inline constexpr std::size_t secret_box_mac_octets = 16;

using box_nonce = octets<struct box_nonce_tag, 24>;
using box_key_view = std::span<const std::uint8_t, 32>;

/// Seals `plain` into `box`, which is `secret_box_mac_octets` longer. The two may be one buffer.
void seal_box(box_key_view key, const box_nonce& nonce, byte_view plain,
              std::span<std::uint8_t> box);

/// Opens `box` into `plain`, which is `secret_box_mac_octets` shorter; a shorter box is refused.
/// False: not sealed with this key and nonce; `plain` is then not written.
[[nodiscard]] bool open_box(box_key_view key, const box_nonce& nonce, byte_view box,
                            std::span<std::uint8_t> plain);

}  // namespace aviary
