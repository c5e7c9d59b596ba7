#pragma once

#include <cstdint>

#include "messages/ids.hpp"

// A simulated bird's id says which bird it is: its ordinal, from 1, in the first octets. A clone
// has the id of the bird that it was copied from.

namespace aviary {

inline bird_id id_of_bird(std::uint64_t ordinal) {
  bird_id out{};
  for (std::size_t i = 0; i < 8; ++i)
    out.value[i] = static_cast<std::uint8_t>(ordinal >> (56 - 8 * i));
  return out;
}

inline std::uint64_t ordinal_of_bird(const bird_id& id) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | id.value[i];
  return out;
}

}  // namespace aviary
