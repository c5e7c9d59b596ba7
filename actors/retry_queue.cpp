#include "actors/retry_queue.hpp"

#include <algorithm>

namespace aviary {
namespace {

using unit = retry_queue;

/// The pause after that many attempts. The spread comes from the item's ordinal and the attempt, so
/// a decision stays a function of its arguments and two items still part ways.
std::chrono::milliseconds backoff(std::uint64_t ordinal, std::uint64_t attempts) {
  const auto doublings = std::min<std::uint64_t>(attempts > 0 ? attempts - 1 : 0, 16);
  const auto full = std::min<std::chrono::milliseconds>(
      std::chrono::milliseconds(unit::backoff_first) * (1 << doublings), unit::backoff_max);
  const std::uint64_t mixed = (ordinal * 0x9E3779B97F4A7C15u + attempts) * 0xBF58476D1CE4E5B9u;
  const auto spread_percent = static_cast<int>((mixed >> 40) % 51) - 25;
  return full + full * spread_percent / 100;
}

void offer(unit::live& live, std::uint64_t ordinal, const unit::item& item, decision<unit>& out) {
  auto& attempt = live.attempts[ordinal];
  attempt.parked_until.reset();
  ++attempt.count;
  ++live.offered;
  out.effects.push_back(unit::effects::offer{item.id, item.body, item.made, attempt.count});
}

/// Hands the transport what it may hold: first what waited longest in the park, then what was never
/// offered, oldest first.
void offer_due(const unit::state& state, unit::live& live, instant now, decision<unit>& out) {
  while (live.offered < unit::offered_max && !live.parked.empty() &&
         live.parked.begin()->first <= now) {
    const auto ordinal = live.parked.begin()->second;
    live.parked.erase(live.parked.begin());
    offer(live, ordinal, state.items.at(ordinal), out);
  }
  auto fresh = state.items.lower_bound(live.next_fresh);
  for (; live.offered < unit::offered_max && fresh != state.items.end(); ++fresh) {
    live.next_fresh = fresh->first + 1;
    offer(live, fresh->first, fresh->second, out);
  }
}

void forget(unit::live& live, std::uint64_t ordinal) {
  live.next_fresh =
      std::max(live.next_fresh, ordinal + 1);  // only the oldest are ever forgotten unseen
  const auto found = live.attempts.find(ordinal);
  if (found == live.attempts.end()) return;
  if (found->second.parked_until)
    live.parked.erase({*found->second.parked_until, ordinal});
  else
    --live.offered;
  live.attempts.erase(found);
}

/// Gives up the oldest items until one more body fits. The new one is never what is dropped: the
/// newest touch is the one that somebody can still act on.
void make_room(const unit::state& state, unit::live& live, std::size_t body_octets,
               decision<unit>& out) {
  auto items = state.items.size();
  auto octets_held = state.body_octets;
  for (const auto& [ordinal, item] : state.items) {
    if (items < unit::items_max && octets_held + body_octets <= unit::body_octets_max) return;
    out.events.push_back(unit::events::dropped{item.id, "the queue is full"});
    forget(live, ordinal);
    --items;
    octets_held -= item.body.size();
  }
}

void enqueue(const unit::state& state, unit::live& live, const unit::commands::enqueue& wanted,
             decision<unit>& out) {
  if (!state.ordinals.contains(wanted.id)) {
    make_room(state, live, wanted.body.size(), out);
    out.events.push_back(unit::events::enqueued{wanted.id, wanted.body, wanted.made});
  }
  out.effects.push_back(unit::effects::queued{wanted.id});
}

void acknowledge(const unit::state& state, unit::live& live,
                 const unit::commands::acknowledge& wanted, decision<unit>& out) {
  const auto found = state.ordinals.find(wanted.id);
  if (found == state.ordinals.end()) return;
  const auto attempt = live.attempts.find(found->second);
  const auto attempts = attempt == live.attempts.end() ? 0 : attempt->second.count;
  out.events.push_back(unit::events::acknowledged{wanted.id, attempts, wanted.result});
  if (attempt != live.attempts.end()) forget(live, found->second);
}

void park(const unit::state& state, unit::live& live, const unit::commands::park& wanted,
          instant now) {
  const auto found = state.ordinals.find(wanted.id);
  if (found == state.ordinals.end()) return;
  const auto attempt = live.attempts.find(found->second);
  if (attempt == live.attempts.end() || attempt->second.parked_until) return;
  const auto until = now + backoff(found->second, attempt->second.count);
  attempt->second.parked_until = until;
  live.parked.emplace(until, found->second);
  --live.offered;
}

void make_parked_due(unit::live& live, instant now) {
  live.parked.clear();
  for (auto& [ordinal, attempt] : live.attempts) {
    if (!attempt.parked_until) continue;
    attempt.parked_until = std::min(*attempt.parked_until, now);
    live.parked.emplace(*attempt.parked_until, ordinal);
  }
}

bool told_of(const unit::state& state, const unit::live& live) {
  return live.told == std::pair(state.items.size(), state.dropped);
}

void tell_count(const unit::state& state, unit::live& live, decision<unit>& out) {
  if (told_of(state, live)) return;
  live.told = std::pair(state.items.size(), state.dropped);
  unit::hints::counted count{state.items.size(), state.dropped, {}};
  if (!state.items.empty()) count.oldest = state.items.begin()->second.made;
  out.hints.push_back(count);
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<retry_queue> retry_queue::decide(const state& state, live& live, const command& command,
                                          instant now) {
  decision<retry_queue> out;
  if (const auto* wanted = std::get_if<commands::enqueue>(&command)) {
    enqueue(state, live, *wanted, out);
  } else if (const auto* done = std::get_if<commands::acknowledge>(&command)) {
    acknowledge(state, live, *done, out);
  } else if (const auto* failed = std::get_if<commands::park>(&command)) {
    park(state, live, *failed, now);
  } else {
    if (std::holds_alternative<commands::other_side_answers>(command)) make_parked_due(live, now);
    offer_due(state, live, now, out);
    tell_count(state, live, out);
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

namespace {

void remove(unit::state& state, const std::string& id) {
  const auto found = state.ordinals.find(id);
  if (found == state.ordinals.end()) return;
  const auto held = state.items.find(found->second);
  state.body_octets -= held->second.body.size();
  state.items.erase(held);
  state.ordinals.erase(found);
}

}  // namespace

void retry_queue::evolve(state& state, const event& event) {
  if (const auto* enqueued = std::get_if<events::enqueued>(&event)) {
    const auto ordinal = state.next_ordinal++;
    state.items.emplace(ordinal, item{enqueued->id, enqueued->body, enqueued->made});
    state.ordinals.emplace(enqueued->id, ordinal);
    state.body_octets += enqueued->body.size();
  } else if (const auto* acknowledged = std::get_if<events::acknowledged>(&event)) {
    remove(state, acknowledged->id);
  } else if (const auto* dropped = std::get_if<events::dropped>(&event)) {
    remove(state, dropped->id);
    ++state.dropped;
  }
}

// -- next_due ------------------------------------------------------------------------------------

std::optional<instant> retry_queue::next_due(const state& state, const live& live) {
  if (!told_of(state, live)) return instant{};  // at once
  if (live.offered >= offered_max) return {};
  const bool has_fresh = state.items.lower_bound(live.next_fresh) != state.items.end();
  if (has_fresh) return instant{};
  if (live.parked.empty()) return {};
  return live.parked.begin()->first;
}

}  // namespace aviary
