#include "bird/transport/rtt_estimator.hpp"

#include <algorithm>

namespace aviary {

// RFC 6298 section 2: the variation first, with the old SRTT, and gains of 1/4 and 1/8.
void rtt_estimator::sample(duration rtt) {
  if (!smoothed_) {
    smoothed_ = rtt;
    variation_ = rtt / 2;
  } else {
    const auto error = rtt > *smoothed_ ? rtt - *smoothed_ : *smoothed_ - rtt;
    variation_ += (error - variation_) / 4;
    *smoothed_ += (rtt - *smoothed_) / 8;
  }
  timeout_ = std::clamp(*smoothed_ + 4 * variation_, timeout_min, timeout_max);
}

}  // namespace aviary
