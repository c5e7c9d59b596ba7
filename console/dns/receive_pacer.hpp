#pragma once

#include <chrono>
#include <cstddef>

#include "messages/time.hpp"

// Under load the edge lets datagrams gather before it receives again: waking two threads for three
// datagrams costs more than their cryptography. At rest nothing ever waits.

namespace aviary {

class receive_pacer {
 public:
  static constexpr std::size_t full_enough = 32;
  static constexpr boot_time::duration pause = std::chrono::milliseconds(1);
  static constexpr boot_time::duration window = std::chrono::milliseconds(100);
  /// 5,000 a second: below it a batch after one pause would hold fewer than five.
  static constexpr std::size_t window_datagrams_of_load = 500;

  /// How long to wait before the next receive, after one that brought `datagrams`.
  boot_time::duration after(std::size_t datagrams, instant now) {
    if (now - began_ >= window) {
      loaded_ = now - began_ < 2 * window && counted_ >= window_datagrams_of_load;
      began_ = now;
      counted_ = 0;
    }
    counted_ += datagrams;
    return loaded_ && datagrams < full_enough ? pause : boot_time::duration::zero();
  }

 private:
  instant began_{};
  std::size_t counted_ = 0;
  bool loaded_ = false;
};

}  // namespace aviary
