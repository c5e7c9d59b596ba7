#include "bird/transport/send_window.hpp"

#include <algorithm>
#include <utility>

namespace aviary {

std::optional<instant> send_window::paused_until(instant now) const {
  if (now >= paused_until_) return {};
  return paused_until_;
}

void send_window::answered(std::optional<duration> rtt, instant now) {
  if (++good_since_ >= good_answers) pause_ = {};
  if (rtt && delays_pile_up(*rtt, now)) {
    size_ = std::min(size_, std::max(delay_floor, size_ - size_ / 4));
  } else {
    size_ = std::min(size_ + 1, window_max);
  }
}

void send_window::refused(instant sent_at, instant now, double jitter) {
  if (pause_began_ && sent_at <= *pause_began_) return;
  if (std::exchange(good_since_, 0) >= good_answers) return;
  troubled_until_ = now + trouble_memory;
  size_ = std::max<std::size_t>(size_ / 2, 1);
  pause_ = pause_ == duration{} ? pause_first : std::min(2 * pause_, pause_max);
  pause_began_ = now;
  const auto pause = std::chrono::duration_cast<duration>(pause_ * jitter);
  paused_until_ = std::max(paused_until_, now + pause);
}

void send_window::slow_down(duration pause, instant now) {
  troubled_until_ = now + trouble_memory;
  paused_until_ = std::max(paused_until_, now + pause);
}

// One verdict per round of delay_samples answers.
bool send_window::delays_pile_up(duration rtt, instant now) {
  if (now - span_began_ > quickest_memory) {
    span_began_ = now;
    quickest_before_ = std::exchange(quickest_, duration::max());
  }
  quickest_ = std::min(quickest_, rtt);
  round_quickest_ = std::min(round_quickest_, rtt);
  if (++round_answers_ < delay_samples) return false;
  round_answers_ = 0;
  const auto quickest_of_round = std::exchange(round_quickest_, duration::max());
  const auto quickest_ever = std::min(quickest_, quickest_before_);
  return quickest_of_round > 2 * quickest_ever + delay_noise;
}

}  // namespace aviary
