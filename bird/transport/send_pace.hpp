#pragma once

#include <chrono>

#include "messages/time.hpp"

// At most so many queries in any second (a leaky bucket in its shortest form, the generic cell rate
// algorithm). A resolver that a bird overloads answers nobody on the site.

namespace aviary {

class send_pace {
 public:
  /// On a path that refuses nothing.
  static constexpr int clean_per_second = 1000;
  /// After SERVFAIL, REFUSED or "slow down".
  static constexpr int troubled_per_second = 200;

  /// Holds from now on.
  void set(int per_second) { per_second_ = per_second; }
  bool may_send(instant now) const { return now >= due(now); }
  /// When the next query may leave.
  instant due(instant now) const;
  void sent(instant now);

 private:
  // Burst and rate together keep the limit in every second: 1/32 may go at once, the rest in turn.
  int burst() const { return per_second_ / 32; }
  std::chrono::nanoseconds gap() const {
    return std::chrono::nanoseconds(std::chrono::seconds(1)) / (per_second_ - burst());
  }

  int per_second_ = clean_per_second;
  // When a query would leave if all so far had left evenly spaced.
  instant even_{};
};

}  // namespace aviary
