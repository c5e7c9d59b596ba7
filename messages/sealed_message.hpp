#pragma once

#include <cstddef>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/limits.hpp"
#include "messages/result.hpp"
#include "messages/secret_box.hpp"

// One sealed message, either way (docs/PROTOCOL.md section 2).
//
//   up:    | tail 8 | MAC 16 | ciphertext |       the counter travels in the query's own field
//   down:  | nonce 24 | MAC 16 | ciphertext |
//
// Up, the nonce is counter 8 | tail 8 | zeros 8, and the tail is a keyed hash of counter and
// plaintext: when a rolled-back or cloned disk uses a counter twice, another plaintext still gets
// another nonce. What the hedge costs: equal plaintexts under one counter show as equal.

namespace aviary {

inline constexpr std::size_t sealed_down_overhead_octets = 24 + secret_box_mac_octets;
static_assert(sealed_overhead_octets == message_tail::size + secret_box_mac_octets);

enum class open_error {
  too_short,   ///< shorter than an empty message
  not_ours,    ///< the MAC does not verify: another key, another counter, or altered
  wrong_tail,  ///< opened, but the tail is not that of this plaintext: a sealer that breaks the
               ///< rule
};
std::string_view describe(open_error error);

/// Seals what a bird says. `at` must never have been used before (the counter file sees to it).
bytes seal_up(const up_keys& keys, counter at, byte_view plain);

/// Opens what a bird said into `plain`, whose capacity is reused. On error `plain` is empty.
result<void, open_error> open_up(const up_keys& keys, counter at, byte_view sealed, bytes& plain);

/// The tail that a sealed message begins with: with its counter, its name. Zeros when cut short.
message_tail tail_of(byte_view sealed_up);

/// Seals what a console says. `nonce`: 24 fresh random octets.
bytes seal_down(const down_keys& keys, const box_nonce& nonce, byte_view plain);

/// Opens what a console said into `plain`, whose capacity is reused. On error `plain` is empty.
result<void, open_error> open_down(const down_keys& keys, byte_view sealed, bytes& plain);

}  // namespace aviary
