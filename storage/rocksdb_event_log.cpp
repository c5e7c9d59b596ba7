#include "storage/rocksdb_event_log.hpp"

#include <algorithm>
#include <utility>

#include "storage/rocksdb_store.hpp"

namespace aviary {

namespace {

// A batch that is much larger than this gains nothing per event and makes the first of it wait.
constexpr std::size_t batch_events_max = 1000;
constexpr std::size_t batch_octets_max = 256 * 1024;
/// What a subscriber that lags behind is shown between two batches.
constexpr std::size_t slice_records = 256;

}  // namespace

struct rocksdb_event_log::subscriber {
  position seen{};
  on_record visit;
  /// Held while `visit` runs. Recursive, because it may end its own subscription.
  std::recursive_mutex guard{};
  bool cancelled = false;

  void show(const record& next) {
    const std::lock_guard held(guard);
    seen = next.at_position;
    if (!cancelled) visit(next);
  }
  bool is_cancelled() {
    const std::lock_guard held(guard);
    return cancelled;
  }
};

result<void, failure> rocksdb_event_log::create(const std::filesystem::path& folder, incarnation id,
                                                const log_options& options) {
  return create_log(folder, id, options);
}

result<rocksdb_event_log::opened, failure> rocksdb_event_log::open(
    const std::filesystem::path& folder, const log_options& options) {
  auto found = open_log(folder, options);
  if (!found) return found.error();
  auto loss = std::move(found->loss);
  auto store = std::make_unique<rocksdb_store>(std::move(*found), options);
  return opened{std::unique_ptr<rocksdb_event_log>(new rocksdb_event_log(std::move(store))),
                std::move(loss)};
}

rocksdb_event_log::rocksdb_event_log(std::unique_ptr<rocksdb_store> store)
    : store_(std::move(store)), thread_([this] { run(); }) {}

rocksdb_event_log::~rocksdb_event_log() {
  {
    const std::lock_guard held(guard_);
    closing_ = true;
  }
  asked_.notify_one();
  thread_.join();
}

// -- any thread ----------------------------------------------------------------------------------

void rocksdb_event_log::append(append_request wanted, on_durable durable) {
  ask(append_operation{std::move(wanted), std::move(durable)});
}

void rocksdb_event_log::read(stream_name stream, sequence from, on_read done) {
  // A new actor's stream has no event, and a report wakes two: 0.2 ms of it went into that thread.
  // The look itself takes 2 us, or a read of the disk where the stream was not used for long.
  if (idle() && !store_->has_stream(stream)) return done({});
  ask(read_operation{std::move(stream), from, std::move(done)});
}

void rocksdb_event_log::retire(stream_name stream) {
  ask(retire_operation{std::move(stream)});
}

void rocksdb_event_log::scan(position after,
                             const std::function<bool(const record&)>& visit) const {
  store_->scan(after, visit);
}

subscription rocksdb_event_log::subscribe(position after, on_record visit) {
  const auto added = std::make_shared<subscriber>();
  added->seen = after;
  added->visit = std::move(visit);
  ask(added);
  return subscription([added] {
    const std::lock_guard held(added->guard);
    added->cancelled = true;
  });
}

void rocksdb_event_log::for_each_stream(
    const std::function<void(const stream_name&, const stream_head&)>& visit) const {
  store_->for_each_stream(visit);
}

chain_link rocksdb_event_log::tip() const {
  return store_->tip();
}
incarnation rocksdb_event_log::id() const {
  return store_->id();
}
bool rocksdb_event_log::has_room() const {
  return store_->has_room();
}

void rocksdb_event_log::ask(operation next) {
  {
    const std::lock_guard held(guard_);
    queue_.push_back(std::move(next));
  }
  asked_.notify_one();
}

bool rocksdb_event_log::idle() const {
  const std::lock_guard held(guard_);
  return queue_.empty() && !busy_;
}

// -- the log's thread ----------------------------------------------------------------------------

void rocksdb_event_log::run() {
  while (auto now = next_turn()) {
    if (!now->appends.empty()) commit(*now);
    if (!all_caught_up_) {
      all_caught_up_ = true;
      for (const auto& each : subscribers_) all_caught_up_ &= catch_up(*each);
    }
    for (auto& asked : now->reads) asked.done(store_->read(asked.stream, asked.from));
    if (!now->retirements.empty()) store_->retire(now->retirements);
    std::erase_if(subscribers_, [](const auto& each) { return each->is_cancelled(); });
    store_->keep_promises(store_->now());
  }
}

std::optional<rocksdb_event_log::turn> rocksdb_event_log::next_turn() {
  std::unique_lock held(guard_);
  busy_ = false;
  const auto due = store_->next_due();
  const auto wanted = [&] { return !queue_.empty() || closing_ || !all_caught_up_; };
  if (due)
    asked_.wait_for(held, std::max(*due - store_->now(), instant::duration{}), wanted);
  else
    asked_.wait(held, wanted);
  if (closing_ && queue_.empty()) return std::nullopt;
  busy_ = true;
  return gather();
}

rocksdb_event_log::turn rocksdb_event_log::gather() {
  turn next;
  std::size_t operations = 0, events = 0, octets = 0;
  const auto fits = [&](const operation& front) {
    const bool same_kind =
        std::holds_alternative<retire_operation>(front) == !next.retirements.empty();
    return operations == 0 || (same_kind && std::max(operations, events) < batch_events_max &&
                               octets < batch_octets_max);
  };
  for (; !queue_.empty() && fits(queue_.front()); queue_.pop_front()) {
    auto& front = queue_.front();
    operations++;
    if (auto* append = std::get_if<append_operation>(&front)) {
      events += append->wanted.events.size();
      for (const auto& event : append->wanted.events) octets += event.payload.size();
      next.appends.push_back(std::move(append->wanted));
      next.durables.push_back(std::move(append->durable));
    } else if (auto* read = std::get_if<read_operation>(&front)) {
      next.reads.push_back(std::move(*read));
    } else if (auto* retired = std::get_if<retire_operation>(&front)) {
      next.retirements.push_back(std::move(retired->stream));
    } else if (auto* added = std::get_if<subscribe_operation>(&front)) {
      subscribers_.push_back(std::move(*added));
      all_caught_up_ = false;
    }
  }
  return next;
}

void rocksdb_event_log::commit(turn& now) {
  std::vector<std::size_t> counts;
  for (const auto& wanted : now.appends) counts.push_back(wanted.events.size());
  const auto added = store_->append(now.appends);
  auto last = added.front().at_position.value - 1;
  for (std::size_t i = 0; i < counts.size(); i++) {
    last += counts[i];
    if (now.durables[i]) now.durables[i]({last});
  }
  show(added);
}

void rocksdb_event_log::show(const std::vector<record>& added) {
  for (const auto& each : subscribers_) {
    if (each->seen.value + 1 < added.front().at_position.value) {
      all_caught_up_ = false;
      continue;
    }
    for (const auto& next : added)
      if (next.at_position > each->seen) each->show(next);
  }
}

bool rocksdb_event_log::catch_up(subscriber& behind) const {
  std::size_t shown = 0;
  store_->scan(behind.seen, [&](const record& next) {
    behind.show(next);
    return ++shown < slice_records;
  });
  return shown < slice_records;
}

}  // namespace aviary
