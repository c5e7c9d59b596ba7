#include "actors/retry_queue.hpp"

#include <algorithm>

#include "messages/report_id.hpp"

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
  out.effects.push_back(
      unit::effects::offer{item.id, item.body, item.made, attempt.count, item.acknowledged});
}

/// Whether the journal may have one more with the transport.
bool may_offer_again(const unit::live& live) {
  const auto with_transport = std::ranges::count_if(live.recalled, [&live](const auto& one) {
    const auto attempt = live.attempts.find(one.first);
    return attempt != live.attempts.end() && !attempt->second.parked_until;
  });
  return static_cast<std::size_t>(with_transport) < unit::offered_again_max;
}

bool may_offer(const unit::live& live, std::uint64_t ordinal) {
  return live.offered < unit::offered_max &&
         (!live.recalled.contains(ordinal) || may_offer_again(live));
}

/// Hands the transport what it may hold: first what waited longest in the park, then what was never
/// offered, oldest first, then what the journal owes again: a new touch is the one to act on.
void offer_due(const unit::state& state, unit::live& live, instant now, decision<unit>& out) {
  for (auto next = live.parked.begin();
       live.offered < unit::offered_max && next != live.parked.end() && next->first <= now;) {
    const auto ordinal = next->second;
    if (!may_offer(live, ordinal)) {
      ++next;
      continue;
    }
    next = live.parked.erase(next);
    const auto waiting = state.items.find(ordinal);
    offer(live, ordinal, waiting != state.items.end() ? waiting->second : live.recalled.at(ordinal),
          out);
  }
  auto fresh = state.items.lower_bound(live.next_fresh);
  for (; live.offered < unit::offered_max && fresh != state.items.end(); ++fresh) {
    live.next_fresh = fresh->first + 1;
    offer(live, fresh->first, fresh->second, out);
  }
  for (const auto& [ordinal, item] : live.recalled) {
    if (!may_offer(live, ordinal)) return;
    if (!live.attempts.contains(ordinal)) offer(live, ordinal, item, out);
  }
}

void forget(unit::live& live, std::uint64_t ordinal) {
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
    live.next_fresh = std::max(live.next_fresh, ordinal + 1);  // it may go without an offer
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

/// What the queue holds under that id, waiting or owed again.
std::optional<std::uint64_t> ordinal_of(const unit::state& state, const unit::live& live,
                                        const std::string& id) {
  if (const auto found = state.ordinals.find(id); found != state.ordinals.end())
    return found->second;
  if (const auto found = live.recalled_ordinals.find(id); found != live.recalled_ordinals.end())
    return found->second;
  return {};
}

void acknowledge(const unit::state& state, unit::live& live,
                 const unit::commands::acknowledge& wanted, decision<unit>& out) {
  const auto ordinal = ordinal_of(state, live, wanted.id);
  if (!ordinal) return;
  const auto attempt = live.attempts.find(*ordinal);
  const auto attempts = attempt == live.attempts.end() ? 0 : attempt->second.count;
  if (state.items.contains(*ordinal)) {
    out.events.push_back(
        unit::events::acknowledged{wanted.id, attempts, wanted.result, wanted.console_time});
  } else {
    out.events.push_back(unit::events::resent{*ordinal, attempts});
    live.recalled.erase(*ordinal);
    live.recalled_ordinals.erase(wanted.id);
  }
  forget(live, *ordinal);
}

void park(const unit::state& state, unit::live& live, const unit::commands::park& wanted,
          instant now) {
  const auto ordinal = ordinal_of(state, live, wanted.id);
  if (!ordinal) return;
  const auto attempt = live.attempts.find(*ordinal);
  if (attempt == live.attempts.end() || attempt->second.parked_until) return;
  const auto until = now + backoff(*ordinal, attempt->second.count);
  attempt->second.parked_until = until;
  live.parked.emplace(until, *ordinal);
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

// -- the count -----------------------------------------------------------------------------------

unit::effects::counted count_of(const unit::state& state) {
  const auto& journal = state.journal;
  unit::effects::counted count;
  count.waiting = state.items.size() + journal.owed;
  count.dropped = state.dropped;
  if (!state.items.empty()) count.oldest = state.items.begin()->second.made;
  count.digest = journal.digest;
  count.journal = journal.entries.size();
  count.owed_again = journal.owed;
  count.reconciling = journal.reconciling();
  count.as_of = state.events;
  return count;
}

bool told_of(const unit::state& state, const unit::live& live) {
  return live.told && live.told->as_of == state.events;
}

void tell_count(const unit::state& state, unit::live& live, decision<unit>& out) {
  if (told_of(state, live)) return;
  live.told = count_of(state);
  out.effects.push_back(*live.told);
}

// -- the journal ---------------------------------------------------------------------------------

/// Begins when another run of the console asks than last time. One that has acknowledged everything
/// needs nothing again: a heartbeat that was made since is answered by the digest to go on with.
void reconcile(const unit::state& state, unit::live& live, const unit::commands::reconcile& wanted,
               decision<unit>& out) {
  const auto& journal = state.journal;
  if (!journal.registration || wanted.ours != journal.digest) return;  // the moment has passed
  if (!journal.last || journal.last->asker != wanted.asker) {
    live.next_recall = 0;
    out.events.push_back(unit::events::reconcile_began{wanted.asker});
  } else if (journal.last->done_at && wanted.as_of >= *journal.last->done_at) {
    out.events.push_back(unit::events::digest_adopted{wanted.asker, wanted.theirs});
  }
}

void take_recalled(const unit::state& state, unit::live& live,
                   const unit::commands::recalled& wanted) {
  live.recalling = false;
  for (const auto& one : wanted.items) {
    const auto entry = state.journal.entries.find(one.ordinal);
    if (entry == state.journal.entries.end() || !entry->second.owed) continue;
    live.recalled.emplace(
        one.ordinal,
        unit::item{one.id, one.body, one.made, entry->second.enqueued, entry->second.acknowledged});
    live.recalled_ordinals.emplace(one.id, one.ordinal);
  }
}

bool may_recall(const unit::state& state, const unit::live& live) {
  return !live.recalling && live.recalled.size() <= unit::recalled_low &&
         state.journal.owed > live.recalled.size() &&
         state.journal.entries.lower_bound(live.next_recall) != state.journal.entries.end();
}

void recall(const unit::state& state, unit::live& live, decision<unit>& out) {
  if (!may_recall(state, live)) return;
  unit::effects::recall wanted;
  auto entry = state.journal.entries.lower_bound(live.next_recall);
  const auto room = unit::recalled_max - live.recalled.size();
  for (; entry != state.journal.entries.end() && wanted.items.size() < room; ++entry) {
    live.next_recall = entry->first + 1;
    if (entry->second.owed && !live.recalled.contains(entry->first))
      wanted.items.push_back({entry->first, entry->second.enqueued.value});
  }
  if (wanted.items.empty()) return;
  live.recalling = true;
  out.effects.push_back(std::move(wanted));
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
  } else if (const auto* kept = std::get_if<commands::keep_journal>(&command)) {
    live.told.reset();
    if (state.journal.registration != kept->number)
      out.events.push_back(events::journal_began{kept->number});
  } else if (const auto* asked = std::get_if<commands::reconcile>(&command)) {
    reconcile(state, live, *asked, out);
  } else if (const auto* read = std::get_if<commands::recalled>(&command)) {
    take_recalled(state, live, *read);
  } else {
    if (std::holds_alternative<commands::other_side_answers>(command)) make_parked_due(live, now);
    tell_count(state, live, out);
    offer_due(state, live, now, out);
    recall(state, live, out);
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

void keep(unit::state& state, const unit::events::acknowledged& event) {
  const auto found = state.ordinals.find(event.id);
  if (found == state.ordinals.end() || !state.journal.registration) return;
  const auto id = report_id_from_text(event.id);
  AVIARY_INVARIANT(id.has_value(), "a journal is kept of reports");
  state.journal.acknowledged(found->second, state.items.at(found->second).enqueued, id->hash,
                             event.console_time, state.events);
}

}  // namespace

void retry_queue::evolve(state& state, const event& event) {
  const sequence here{state.events++};
  auto& journal = state.journal;
  if (const auto* enqueued = std::get_if<events::enqueued>(&event)) {
    const auto ordinal = state.next_ordinal++;
    state.items.emplace(ordinal, item{enqueued->id, enqueued->body, enqueued->made, here, {}});
    state.ordinals.emplace(enqueued->id, ordinal);
    state.body_octets += enqueued->body.size();
  } else if (const auto* acknowledged = std::get_if<events::acknowledged>(&event)) {
    keep(state, *acknowledged);
    remove(state, acknowledged->id);
  } else if (const auto* dropped = std::get_if<events::dropped>(&event)) {
    remove(state, dropped->id);
    ++state.dropped;
  } else if (const auto* began = std::get_if<events::journal_began>(&event)) {
    journal.begin(began->number);
  } else if (const auto* asked = std::get_if<events::reconcile_began>(&event)) {
    journal.begin_reconcile(asked->asker, state.events);
  } else if (const auto* resent = std::get_if<events::resent>(&event)) {
    journal.resent(resent->ordinal, state.events);
  } else if (const auto* adopted = std::get_if<events::digest_adopted>(&event)) {
    journal.adopt(adopted->digest);
  }
}

// -- next_due ------------------------------------------------------------------------------------

std::optional<instant> retry_queue::next_due(const state& state, const live& live) {
  if (!told_of(state, live)) return instant{};  // at once
  if (live.offered >= offered_max) return {};
  const bool has_fresh = state.items.lower_bound(live.next_fresh) != state.items.end();
  if (has_fresh || may_recall(state, live)) return instant{};
  const auto has_attempt = [&](const auto& one) { return live.attempts.contains(one.first); };
  if (may_offer_again(live) && !std::ranges::all_of(live.recalled, has_attempt)) return instant{};
  const auto soonest = std::ranges::find_if(
      live.parked, [&live](const auto& parked) { return may_offer(live, parked.second); });
  if (soonest == live.parked.end()) return {};
  return soonest->first;
}

}  // namespace aviary
