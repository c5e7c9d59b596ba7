#include "bird/heartbeat.hpp"

#include <algorithm>

namespace aviary {

void heartbeat_schedule::set_interval(std::chrono::seconds wanted, instant now) {
  interval_ = std::clamp(wanted, interval_min, interval_max);
  due_ = std::min(due_, now + pause());
}

// From the due instant, not from now: a bird that is a little late each time keeps its rate. One
// that was suspended does not make up for what it missed.
bool heartbeat_schedule::take_due(instant now) {
  if (now < due_) return false;
  due_ = pause() + (now - due_ < interval_ ? due_ : now);
  return true;
}

std::chrono::nanoseconds heartbeat_schedule::pause() {
  const auto whole = std::chrono::nanoseconds(interval_);
  return whole * 9 / 10 + whole / 5 * entropy_.draw<std::uint8_t>() / 255;
}

}  // namespace aviary
