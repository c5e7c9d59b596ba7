#include "storage/memory_event_log.hpp"

#include <algorithm>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

memory_event_log::memory_event_log(incarnation id, completion when, std::vector<record> history)
    : id_(id), when_(when) {
  for (auto& old : history) {
    AVIARY_INVARIANT(old.at_position.value == records_.size() + 1, "a history has a gap");
    records_.push_back(std::move(old));
    index(records_.back());
  }
  durable_ = {records_.size()};
}

void memory_event_log::append(append_request wanted, on_durable durable) {
  AVIARY_INVARIANT(!wanted.events.empty(), "an append holds no event");
  const auto next = next_.find(wanted.stream);
  AVIARY_INVARIANT(wanted.expected == (next == next_.end() ? sequence{} : next->second),
                   "an append expects another sequence");
  auto chain = records_.empty() ? chain_hash{} : records_.back().chain;
  for (auto& event : wanted.events) {
    auto& added = records_.emplace_back();
    added.at_position = {records_.size()};
    added.stream = wanted.stream;
    added.at_sequence = wanted.expected;
    added.type = std::move(event.type);
    added.owes = wanted.owes;
    added.at = wanted.at;
    added.cause = wanted.cause;
    added.payload = std::move(event.payload);
    added.chain = chain = link(chain, added);
    wanted.expected.value++;
    index(added);
  }
  wait_for_disk(append_operation{records_.back().at_position, std::move(durable)});
}

void memory_event_log::read(stream_name stream, sequence from, on_read done) {
  wait_for_disk(read_operation{std::move(stream), from, std::move(done)});
}

void memory_event_log::retire(stream_name stream) {
  next_.erase(stream);
  wait_for_disk(retire_operation{std::move(stream), {records_.size()}});
}

void memory_event_log::scan(position after, const std::function<bool(const record&)>& visit) const {
  const auto end = durable_;
  for (auto place = after.value + 1; place <= end.value; place++)
    if (!visit(at({place}))) return;
}

subscription memory_event_log::subscribe(position after, on_record visit) {
  const auto added = std::make_shared<subscriber>(subscriber{after, std::move(visit)});
  subscribers_.push_back(added);
  wait_for_disk(catch_up_operation{});
  return subscription([this, added] {
    added->visit = nullptr;
    subscribers_.remove(added);
  });
}

void memory_event_log::for_each_stream(
    const std::function<void(const stream_name&, const stream_head&)>& visit) const {
  for (const auto& [stream, places] : places_) {
    const auto end = std::upper_bound(places.begin(), places.end(), durable_);
    if (end == places.begin()) continue;
    const auto& last = at(*std::prev(end));
    visit(stream, {{last.at_sequence.value + 1}, last.owes, last.at_position});
  }
}

chain_link memory_event_log::tip() const {
  return durable_ == position{} ? chain_link{} : chain_link{durable_, at(durable_).chain};
}

// -- the owner's side -----------------------------------------------------------------------------

bool memory_event_log::sync_one() {
  AVIARY_INVARIANT(!syncing_, "a callback syncs the log that called it");
  if (pending_.empty()) return false;
  auto oldest = std::move(pending_.front());
  pending_.pop_front();
  syncing_ = true;
  std::visit([this](auto& now) { perform(now); }, oldest);
  syncing_ = false;
  return true;
}

void memory_event_log::sync() {
  while (sync_one()) continue;
}

void memory_event_log::crash(std::size_t kept) {
  AVIARY_INVARIANT(!syncing_, "a callback crashes the log that called it");
  for (auto& waiting : std::exchange(pending_, {})) {
    if (kept == 0) break;
    if (const auto* append = std::get_if<append_operation>(&waiting))
      durable_ = append->last;
    else if (auto* retire = std::get_if<retire_operation>(&waiting))
      perform(*retire);
    else
      continue;
    kept--;
  }
  for (auto& dead : std::exchange(subscribers_, {})) dead->visit = nullptr;
  records_.resize(durable_.value);
  next_.clear();
  places_.clear();
  for (const auto& left : records_) index(left);
}

std::vector<record> memory_event_log::durable_records() const {
  return {records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(durable_.value)};
}

// -- operations -----------------------------------------------------------------------------------

void memory_event_log::perform(append_operation& now) {
  durable_ = now.last;
  if (now.durable) now.durable(now.last);
  show_to_subscribers();
}

void memory_event_log::perform(read_operation& now) {
  std::vector<record> found;
  if (const auto places = places_.find(now.stream); places != places_.end())
    for (const auto place : places->second)
      if (place <= durable_ && at(place).at_sequence >= now.from) found.push_back(at(place));
  now.done(std::move(found));
}

void memory_event_log::perform(retire_operation& now) {
  const auto found = places_.find(now.stream);
  if (found == places_.end()) return;
  auto& places = found->second;
  const auto end = std::upper_bound(places.begin(), places.end(), now.last);
  for (auto place = places.begin(); place != end; ++place)
    aviary::retire(records_[place->value - 1]);
  places.erase(places.begin(), end);
  if (places.empty()) places_.erase(found);
}

void memory_event_log::perform(catch_up_operation&) {
  show_to_subscribers();
}

void memory_event_log::wait_for_disk(operation next) {
  pending_.push_back(std::move(next));
  if (when_ == completion::automatic && !syncing_) sync();
}

void memory_event_log::show_to_subscribers() {
  const auto now_subscribed = subscribers_;
  for (const auto& each : now_subscribed)
    while (each->visit && each->seen < durable_) {
      each->seen.value++;
      // A copy, because the callback may end its own subscription.
      const auto visit = each->visit;
      visit(at(each->seen));
    }
}

void memory_event_log::index(const record& added) {
  if (added.retired) return;
  next_[added.stream] = {added.at_sequence.value + 1};
  places_[added.stream].push_back(added.at_position);
}

}  // namespace aviary
