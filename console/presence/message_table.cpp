#include "console/presence/message_table.hpp"

#include <algorithm>
#include <utility>

namespace aviary {
namespace {

bool is_named(const message_name& name, counter at, const std::optional<message_tail>& tail) {
  return name.at == at && (!tail || name.tail == *tail);
}

}  // namespace

// -- pending -------------------------------------------------------------------------------------

bool message_table::has_room(const registered_bird& bird) const {
  if (pending_octets_ >= pending_octets_max) return false;
  const auto found = birds_.find(&bird);
  return found == birds_.end() || found->second.pending.size() < pending_per_bird_max;
}

pending_message& message_table::add(const registered_bird& bird, pending_message message) {
  ++pending_count_;
  pending_octets_ += message.octets;
  return birds_[&bird].pending.emplace_back(std::move(message));
}

pending_message* message_table::find_pending(const registered_bird& bird, counter at,
                                             const std::optional<message_tail>& tail) {
  const auto found = birds_.find(&bird);
  if (found == birds_.end()) return nullptr;
  auto& pending = found->second.pending;
  const auto last = std::find_if(pending.rbegin(), pending.rend(),
                                 [&](const auto& one) { return is_named(one.name, at, tail); });
  return last == pending.rend() ? nullptr : &*last;
}

// -- finished ------------------------------------------------------------------------------------

std::optional<pending_message> message_table::finish(finished_message message) {
  auto& bird = birds_[message.bird];
  std::optional<pending_message> taken;
  const auto place = std::ranges::find(bird.pending, message.name, &pending_message::name);
  if (place != bird.pending.end()) {
    taken = std::move(*place);
    bird.pending.erase(place);
    --pending_count_;
    pending_octets_ -= taken->octets;
  }
  if (bird.finished.size() == finished_per_bird_max) {
    finished_.erase(bird.finished.front());
    bird.finished.erase(bird.finished.begin());
  }
  bird.finished.push_back(finished_.insert(finished_.end(), message));
  if (finished_.size() > finished_max) forget_oldest();
  return taken;
}

const finished_message* message_table::find_finished(
    const registered_bird& bird, counter at, const std::optional<message_tail>& tail) const {
  const auto found = birds_.find(&bird);
  if (found == birds_.end()) return nullptr;
  const auto& finished = found->second.finished;
  const auto last = std::find_if(finished.rbegin(), finished.rend(),
                                 [&](const auto& one) { return is_named(one->name, at, tail); });
  return last == finished.rend() ? nullptr : &**last;
}

void message_table::forget_oldest() {
  const auto found = birds_.find(finished_.front().bird);
  auto& bird = found->second;
  bird.finished.erase(bird.finished.begin());
  if (bird.finished.empty() && bird.pending.empty()) birds_.erase(found);
  finished_.pop_front();
}

void message_table::sweep(instant now) {
  while (!finished_.empty() && finished_.front().since + finished_time < now) forget_oldest();
  if (now < pending_sweep_due_) return;
  pending_sweep_due_ = now + pending_time;
  for (auto bird = birds_.begin(); bird != birds_.end();) {
    std::erase_if(bird->second.pending, [&](const auto& one) {
      if (one.since + pending_time >= now) return false;
      --pending_count_;
      pending_octets_ -= one.octets;
      return true;
    });
    const bool empty = bird->second.pending.empty() && bird->second.finished.empty();
    bird = empty ? birds_.erase(bird) : std::next(bird);
  }
}

}  // namespace aviary
