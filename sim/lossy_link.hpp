#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "sim/prng.hpp"
#include "sim/timeline.hpp"

// One direction of a path: it loses, delays, doubles and so reorders what it carries. What "carry"
// means is the sender's closure; the link only says whether and when.

namespace aviary {

struct link_faults {
  double loss = 0;
  double duplication = 0;
  std::chrono::milliseconds delay_min{1};
  std::chrono::milliseconds delay_max{1};
};

class lossy_link {
 public:
  lossy_link(timeline& time, prng faults, link_faults wanted)
      : time_(time), faults_(faults), wanted_(wanted) {}

  void carry(std::function<void()> arrive) {
    const int copies = faults_.chance(wanted_.duplication) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      ++sent_;
      if (faults_.chance(wanted_.loss)) {
        ++lost_;
        continue;
      }
      const std::chrono::milliseconds delay(
          faults_.between(static_cast<std::uint64_t>(wanted_.delay_min.count()),
                          static_cast<std::uint64_t>(wanted_.delay_max.count())));
      time_.after(delay, arrive);
    }
  }

  void heal() { wanted_.loss = wanted_.duplication = 0; }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t lost() const { return lost_; }

 private:
  timeline& time_;
  prng faults_;
  link_faults wanted_;
  std::uint64_t sent_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace aviary
