#pragma once

#include "actors/ports.hpp"

namespace aviary {

/// The first of January 2026, 12:00 UTC.
inline constexpr wall_time clock_noon{std::chrono::milliseconds(1'767'268'800'000)};

/// A clock that a test sets, and that shows noon when it is made.
struct set_clock final : clock_port {
  instant now() const override { return at; }
  std::uint64_t machine_boot() const override { return 1; }
  wall_time wall_now() const override {
    return clock_noon + std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
  }
  instant at{};
};

}  // namespace aviary
