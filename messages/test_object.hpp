#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/segment.hpp"

// An object that every console offers and every bird knows without having been told of it: what a
// path carries down can be tried with it (`aviary-bird selftest pull`).

namespace aviary {

/// Number 0, a nonce of zeros, a MiB.
inline constexpr object_description test_object{{0}, {}, 1024 * 1024};

/// Its octets from `offset` on: the big-endian words i * 0x9E3779B97F4A7C15 + 1, from i = 0, so
/// that a piece in the wrong place is seen. `out` ends within the object.
void fill_test_object(std::size_t offset, std::span<std::uint8_t> out);

}  // namespace aviary
