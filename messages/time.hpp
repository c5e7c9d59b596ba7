#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

// Two kinds of time, and no way to read either: pure code gets `now` as an argument.

namespace aviary {

/// Monotonic time that also counts suspend (CLOCK_BOOTTIME). It has no now() on purpose.
struct boot_time {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<boot_time>;
  static constexpr bool is_steady = true;
};

/// What every timer, retry and window is reckoned in.
using instant = boot_time::time_point;

/// Civil time, for people and for `happened_at`; it may jump. Milliseconds since 1970, UTC.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

}  // namespace aviary
