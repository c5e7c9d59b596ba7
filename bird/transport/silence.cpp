#include "bird/transport/silence.hpp"

#include <algorithm>
#include <utility>

namespace aviary {

void silence::sent(instant now) {
  if (!unanswered_since_) unanswered_since_ = now;
  ++unanswered_;
}

bool silence::answered(duration timeout, instant now) {
  const bool was_certain = silent() && now >= certain_from(timeout);
  unanswered_since_.reset();
  unanswered_ = 0;
  ask_pause_ = {};
  return was_certain;
}

void silence::asked(instant now, std::size_t dead_after, double jitter) {
  if (!first_asked_) first_asked_ = now;
  const bool enough = ++asked_at_pause_ * asks_share >= dead_after;
  pause(enough ? std::min(2 * ask_pause_, ask_max) : ask_pause_, now, jitter);
}

std::optional<instant> silence::begins(duration timeout, std::size_t dead_after) const {
  if (!unanswered_since_ || unanswered_ < dead_after || silent()) return {};
  return *unanswered_since_ + std::max(patience_timeouts * timeout, patience_min);
}

void silence::pause(duration length, instant now, double jitter) {
  if (std::exchange(ask_pause_, length) != length) asked_at_pause_ = 0;
  ask_due_ = now + std::chrono::duration_cast<duration>(length * jitter);
}

}  // namespace aviary
