#include "bird/transport/outgoing_message.hpp"

#include <algorithm>
#include <utility>

#include "bird/transport/send_rules.hpp"
#include "messages/invariant.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {

namespace {

message_step wait_until(instant due) {
  return {message_step::kind::wait, {}, due};
}

message_step send_now(fragment_index index) {
  return {message_step::kind::send_fragment, index, {}};
}

fragment_index index_of(std::size_t ordinal) {
  return {static_cast<std::uint16_t>(ordinal)};
}

}  // namespace

outgoing_message::outgoing_message(counter at, bytes sealed, fragmentation cut, bool one_shot,
                                   instant now)
    : name_{at, tail_of(sealed)},
      sealed_(std::move(sealed)),
      cut_(cut),
      one_shot_(one_shot),
      fragments_(cut.count()),
      progress_at_(now) {
  AVIARY_INVARIANT(!one_shot_ || fragments_.size() == 1, "a one-shot is one query");
}

// -- what happened --------------------------------------------------------------------------------

void outgoing_message::sent(fragment_index index, std::uint64_t query, instant now, bool new_name) {
  auto& fragment = fragments_[index.value];
  fragment.repeats = fragment.attempts == 0 ? 0 : static_cast<std::uint32_t>(repeats(fragment)) + 1;
  fragment.repeats_of = progress_ordinal_;
  fragment.sent_at = now;
  fragment.query = query;
  fragment.shown_missing = false;
  ++fragment.attempts;
  if (new_name) ++fragment.names;
  first_unsent_ = std::max<std::size_t>(first_unsent_, index.value + std::size_t{1});
  last_sent_at_ = now;
}

void outgoing_message::asked_status(instant now) {
  ++status_asked_;
  last_sent_at_ = now;
}

outgoing_message::progress outgoing_message::acked(const fragment_bitmap& received,
                                                   std::uint64_t query, instant query_sent,
                                                   instant now) {
  progress made;
  const auto first_there = std::min<std::size_t>(first_missing_, received.first_missing().value);
  const auto end = std::min(fragments_.size(), received.reach() + 1);
  for (auto i = first_there; i < end; ++i) {
    auto& fragment = fragments_[i];
    if (received.test(index_of(i))) {
      if (fragment.there) continue;
      fragment.there = true;
      fragment.there_at = now;
      ++there_;
      ++made.fragments;
      if (fragment.attempts > 1) ++made.repeated;
    } else if (fragment.there && query_sent > fragment.there_at) {
      // The console knew of it before this query left, and has forgotten it since: a bitmap is a
      // hint that may shrink when the console restarts. As if it had never been sent.
      fragment.there = false;
      fragment.query = 0;
      --there_;
    } else if (!fragment.there && fragment.query != 0 && fragment.query < query) {
      fragment.shown_missing = true;
    }
  }
  find_first_missing(first_there);
  if (received.count() > 0) last_held_ = now;
  if (made.fragments > 0) note_progress(now);
  if (there_ == fragments_.size()) {
    completed(now);
  } else if (std::exchange(phase_, phase::sending) == phase::asking) {
    round_began_ = now;
  }
  return made;
}

void outgoing_message::completed(instant now) {
  last_held_ = now;
  if (phase_ == phase::complete) return;
  phase_ = phase::complete;
  note_progress(now);
  status_asked_ = 0;
  status_due_ = now + reply_patience;
}

void outgoing_message::resume(instant now) {
  phase_ = phase::asking;
  note_progress(now);
  status_asked_ = 0;
  status_due_ = now;
}

void outgoing_message::note_progress(instant now) {
  ++progress_ordinal_;
  progress_at_ = now;
  rounds_ = 0;
  round_began_.reset();
}

void outgoing_message::find_first_missing(std::size_t from) {
  first_missing_ = from;
  while (first_missing_ < fragments_.size() && fragments_[first_missing_].there) ++first_missing_;
}

// -- what is to be done ---------------------------------------------------------------------------

message_step outgoing_message::next_step(const send_timing& timing, instant now) {
  if (phase_ == phase::asking && status_asked_ > 0 && now >= last_sent_at_ + timing.timeout) {
    phase_ = phase::sending;
    round_began_ = now;
  }
  if (phase_ == phase::sending) return next_fragment(timing, now);
  return next_status(timing, now);
}

message_step outgoing_message::next_fragment(const send_timing& timing, instant now) {
  const auto found = look(timing, now);
  if (found.overdue) return send_now(*found.overdue);
  if (found.growing && found.overdue_while_growing) return send_now(*found.overdue_while_growing);
  if (found.fresh) return send_now(*found.fresh);
  if (found.next_due) return wait_until(*found.next_due);
  return next_round(timing, now);
}

// The status queries of a message that was offered again, or that waits for its REPLY: some at the
// pace of the timeout, then the rounds.
message_step outgoing_message::next_status(const send_timing& timing, instant now) {
  if (phase_ == phase::asking && status_asked_ > 0)
    return wait_until(last_sent_at_ + timing.timeout);
  const auto due = status_asked_ == 0 ? status_due_ : last_sent_at_ + timing.timeout;
  if (status_asked_ < quick_status_max || now < due) {
    if (now < due) return wait_until(due);
    return {message_step::kind::ask_status, {}, {}};
  }
  const auto step = next_round(timing, now);
  if (step.what != message_step::kind::send_fragment) return step;
  return {message_step::kind::ask_status, {}, {}};
}

// Everything that is missing was sent and is overdue, and there is no reason to hope.
message_step outgoing_message::next_round(const send_timing& timing, instant now) {
  const auto due = last_activity() + round_pause(timing);
  if (now < due) return wait_until(due);
  if (rounds_ == round_pauses.size()) return {message_step::kind::give_up, {}, {}};
  ++rounds_;
  round_began_ = now;
  return send_now(index_of(std::min(first_missing_, fragments_.size() - 1)));
}

instant outgoing_message::patience_ends(const send_timing& timing) const {
  return last_activity() + round_pause(timing);
}

outgoing_message::duration outgoing_message::round_pause(const send_timing& timing) const {
  if (rounds_ == round_pauses.size()) return timing.timeout;
  return std::max(round_pauses[rounds_], timing.timeout);
}

outgoing_message::survey outgoing_message::look(const send_timing& timing, instant now) const {
  survey found;
  const auto end = std::min(fragments_.size(), first_missing_ + bitmap_fragments + 1);
  const bool last_one = there_ > 0 && there_ + 1 == fragments_.size();
  const auto quick = last_one ? timing.last_quick_attempts : timing.quick_attempts;
  for (auto i = first_missing_; i < std::min(end, first_unsent_); ++i) {
    const auto& fragment = fragments_[i];
    if (fragment.there) continue;
    if (fragment.query == 0) {
      if (!found.fresh) found.fresh = index_of(i);
      continue;
    }
    const auto due =
        fragment.sent_at + (fragment.shown_missing ? timing.lost_after : timing.timeout);
    if (now < due) {
      keep_earliest(found.next_due, due);
      if (!fragment.shown_missing) found.growing = true;
      continue;
    }
    const bool in_round = round_began_ && fragment.sent_at < *round_began_;
    if (in_round || repeats(fragment) < quick) {
      if (!found.overdue) found.overdue = index_of(i);
    } else if (repeats(fragment) == 0 && !found.overdue_while_growing) {
      found.overdue_while_growing = index_of(i);
    }
  }
  if (!found.fresh && first_unsent_ < end) found.fresh = index_of(first_unsent_);
  if (found.fresh) found.growing = true;
  return found;
}

std::size_t outgoing_message::repeats(const fragment_state& fragment) const {
  return fragment.repeats_of == progress_ordinal_ ? fragment.repeats : 0;
}

bool outgoing_message::longest_there() const {
  const auto longest = cut_.octets_of({});
  for (std::size_t i = 0; i < fragments_.size(); ++i)
    if (fragments_[i].there && cut_.octets_of(index_of(i)) == longest) return true;
  return false;
}

std::size_t outgoing_message::repeated_and_missing() const {
  const auto count = std::count_if(fragments_.begin(), fragments_.end(), [](const auto& fragment) {
    return !fragment.there && fragment.attempts > 1;
  });
  return static_cast<std::size_t>(count);
}

bool outgoing_message::settled(fragment_index index, std::uint64_t query) const {
  const auto& fragment = fragments_[index.value];
  return complete() || fragment.there || fragment.shown_missing || fragment.query != query;
}

}  // namespace aviary
