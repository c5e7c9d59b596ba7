#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "messages/time.hpp"

namespace aviary {

/// When a bird that had to leave a resolver asks it again. The order of the resolvers is the site's
/// wish, so whoever was left for a silence is taken back once it answers (docs/PROTOCOL.md section
/// 5.4).
class look_back {
 public:
  static constexpr std::chrono::nanoseconds interval = std::chrono::minutes(5);

  /// This resolver is in use from now on; those before it are asked from time to time. When it was
  /// before, nothing changes. `jitter` multiplies the interval.
  void use(std::size_t resolver, instant now, double jitter);
  /// When the next one is asked; nothing while the first is in use.
  std::optional<instant> due() const { return due_; }
  /// Whom to ask now: each of those before, one after the other.
  std::size_t next(instant now, double jitter);

 private:
  std::size_t in_use_ = 0;
  std::size_t next_ = 0;
  std::optional<instant> due_;
};

}  // namespace aviary
