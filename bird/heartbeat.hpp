#pragma once

#include <chrono>

#include "actors/ports.hpp"
#include "messages/time.hpp"

// When a heartbeat is due. What it says is the bird's to put together, and how it travels, that
// only one is on its way and that an old one goes before everything, the sender's.

namespace aviary {

class heartbeat_schedule {
 public:
  static constexpr std::chrono::seconds interval_default{15};
  /// Shorter ones make the console no wiser and the resolver no happier.
  static constexpr std::chrono::seconds interval_min{5};
  /// The console shows a bird as silent after three.
  static constexpr std::chrono::seconds interval_max{3600};

  /// The first heartbeat is due at once. `entropy` outlives this.
  explicit heartbeat_schedule(entropy_port& entropy) : entropy_(entropy) {}

  /// Clamped to the limits; holds from the next heartbeat on.
  void set_interval(std::chrono::seconds wanted, instant now);
  std::chrono::seconds interval() const { return interval_; }

  /// Whether a heartbeat is due. If so the next one is due an interval later, +-10 %: birds that
  /// were switched on together do not stay together.
  bool take_due(instant now);
  instant next_due() const { return due_; }

 private:
  std::chrono::nanoseconds pause();

  entropy_port& entropy_;
  std::chrono::seconds interval_ = interval_default;
  instant due_{};
};

}  // namespace aviary
