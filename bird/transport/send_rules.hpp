#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "actors/ports.hpp"
#include "bird/transport/rtt_estimator.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// What all that sends queries has in common (docs/PROTOCOL.md section 5).

namespace aviary {

/// Of the n-th name for one thing, so that no two under way are the same.
inline salt salt_of(unsigned names_used) {
  constexpr unsigned salts = 32;
  return {static_cast<std::uint8_t>(names_used % salts)};
}

/// How long to wait for the first answer of all: drawn, so that birds that start together part
/// ways.
inline std::chrono::nanoseconds first_timeout(entropy_port& entropy) {
  const auto width = rtt_estimator::timeout_first_max - rtt_estimator::timeout_first_min;
  return rtt_estimator::timeout_first_min + width * entropy.draw<std::uint8_t>() / 255;
}

/// A factor for a pause: +-25 %.
inline double draw_jitter(entropy_port& entropy) {
  return 0.75 + 0.5 * entropy.draw<std::uint8_t>() / 255;
}

inline void keep_earliest(std::optional<instant>& earliest, std::optional<instant> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace aviary
