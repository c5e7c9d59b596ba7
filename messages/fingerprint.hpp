#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "messages/key_schedule.hpp"

// Six words that both ends of a registration show, for a person to compare: 66 bits of
// BLAKE2b-128(key root, "Aviary words v1"). Equal words mean that nobody stands between the two.
// Every word of the list is told by its first four letters.

namespace aviary {

inline constexpr std::size_t fingerprint_words_count = 6;
inline constexpr std::size_t fingerprint_list_size = 2048;

/// The list, in alphabetical order.
extern const std::array<std::string_view, fingerprint_list_size> fingerprint_list;

/// "amber crisp ...": six words with a space between.
std::string fingerprint_of(const root_key& root);

}  // namespace aviary
