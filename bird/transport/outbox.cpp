#include "bird/transport/outbox.hpp"

#include <algorithm>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

namespace {

bool is_sealed(const parcel& what) {
  return what.message.has_value();
}

}  // namespace

// -- reports, results, uploads --------------------------------------------------------------------

outbox::admission outbox::offer(parcel offered, instant now) {
  const auto known = std::find_if(reports_.begin(), reports_.end(),
                                  [&](const auto& other) { return other.id == offered.id; });
  if (known != reports_.end() && !known->parked) return admission::known;
  const auto active = std::count_if(reports_.begin(), reports_.end(),
                                    [](const auto& other) { return !other.parked; });
  if (static_cast<std::size_t>(active) >= outstanding_max) return admission::no_room;
  if (known != reports_.end()) {
    const auto held = known->message->last_held();
    if (held && now - *held <= repeat_within) {
      offered.message = std::move(known->message);
      offered.message->resume(now);
      offered.sealed_at = known->sealed_at;
      offered.first_salt = known->first_salt;
      offered.one_query = known->one_query;
    }
    reports_.erase(known);
  }
  reports_.push_back(std::move(offered));
  return admission::taken;
}

void outbox::park(parcel& what) {
  what.parked = true;
  what.body.clear();
  if (!is_sealed(what)) forget(what);
}

void outbox::forget(const parcel& what) {
  reports_.remove_if([&](const auto& other) { return &other == &what; });
}

void outbox::make_room() {
  const auto count = std::count_if(reports_.begin(), reports_.end(), is_sealed);
  if (static_cast<std::size_t>(count) < outstanding_max) return;
  const auto oldest = std::find_if(reports_.begin(), reports_.end(),
                                   [](const auto& other) { return other.parked; });
  AVIARY_INVARIANT(oldest != reports_.end(), "no more is active than may be outstanding");
  reports_.erase(oldest);
}

bool outbox::may_begin_fragments(bool heartbeat_place) const {
  const auto count = std::count_if(reports_.begin(), reports_.end(), [](const auto& other) {
    return !other.parked && is_sealed(other) && !other.one_query;
  });
  return static_cast<std::size_t>(count) + (heartbeat_place ? 1 : 0) < messages_in_flight_max;
}

// -- the heartbeat --------------------------------------------------------------------------------

void outbox::heartbeat_due(parcel next, instant now) {
  if (!heartbeat_owed_since_) heartbeat_owed_since_ = now;
  waiting_ = std::move(next);
}

parcel& outbox::begin_heartbeat() {
  heartbeat_ = std::exchange(waiting_, std::nullopt);
  return *heartbeat_;
}

parcel outbox::end_heartbeat(bool answered) {
  if (answered && !waiting_) heartbeat_owed_since_.reset();
  return *std::exchange(heartbeat_, std::nullopt);
}

void outbox::repeat_heartbeat(parcel last) {
  if (waiting_) return;
  last.message.reset();
  last.sealed_again = true;
  waiting_ = std::move(last);
}

void outbox::expire(instant now) {
  if (heartbeat_ && now - heartbeat_->sealed_at >= heartbeat_life) heartbeat_.reset();
}

// -- all of them ----------------------------------------------------------------------------------

parcel* outbox::find(counter message) {
  const auto is_it = [&](const parcel& what) {
    return is_sealed(what) && what.message->name().at == message;
  };
  if (heartbeat_ && is_it(*heartbeat_)) return &*heartbeat_;
  const auto found = std::find_if(reports_.begin(), reports_.end(), is_it);
  return found == reports_.end() ? nullptr : &*found;
}

std::vector<parcel*> outbox::lanes(instant now) {
  std::vector<parcel*> order;
  order.reserve(reports_.size() + 1);
  for (auto& what : reports_)
    if (!what.parked) order.push_back(&what);
  std::stable_sort(order.begin(), order.end(), [](const parcel* a, const parcel* b) {
    return std::pair(a->kind, !a->one_query) < std::pair(b->kind, !b->one_query);
  });
  // What is begun in fragments and left is a reassembly that the console keeps for nothing.
  const bool goes_on = heartbeat_ && (!waiting_ || !heartbeat_->one_query);
  auto* beat = goes_on ? &*heartbeat_ : waiting_ ? &*waiting_ : nullptr;
  if (beat == nullptr) return order;
  const bool overdue = heartbeat_owed_since_ && now - *heartbeat_owed_since_ >= heartbeat_overdue;
  order.insert(overdue ? order.begin() : order.end(), beat);
  return order;
}

std::vector<parcel*> outbox::sealed() {
  std::vector<parcel*> all;
  if (heartbeat_) all.push_back(&*heartbeat_);
  for (auto& what : reports_)
    if (is_sealed(what)) all.push_back(&what);
  return all;
}

std::vector<parcel*> outbox::unsealed() {
  std::vector<parcel*> all;
  for (auto& what : reports_)
    if (!what.parked && !is_sealed(what)) all.push_back(&what);
  return all;
}

}  // namespace aviary
