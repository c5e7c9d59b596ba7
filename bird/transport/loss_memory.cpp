#include "bird/transport/loss_memory.hpp"

#include <algorithm>

namespace aviary {

void loss_memory::got_through(bool answered) {
  ++through_;
  if (!answered) ++lost_;
  if (through_ < memory_max) return;
  through_ /= 2;
  lost_ /= 2;
}

double loss_memory::share_lost() const {
  if (lost_ < losses_min) return 0;
  return static_cast<double>(lost_) / static_cast<double>(through_);
}

double loss_memory::share_expected() const {
  return through_ < known_min ? std::max(assumed_, share_lost()) : share_lost();
}

std::size_t loss_memory::attempts_at(double share) {
  return share == 0 ? 0 : run_of_losses(share, missed_chance_max, quick_attempts_max);
}

std::size_t loss_memory::dead_after() const {
  return run_of_losses(share_expected(), accident_chance_max, dead_after_max);
}

// The shortest run of losses that is at most that likely.
std::size_t loss_memory::run_of_losses(double share, double chance_max, std::size_t length_max) {
  std::size_t length = 1;
  for (double chance = share; chance > chance_max && length < length_max; ++length) chance *= share;
  return length;
}

}  // namespace aviary
