#include "storage/rocksdb_store.hpp"

#include <cstring>
#include <utility>

#include "messages/invariant.hpp"
#include "storage/rocksdb_log_check.hpp"
#include "storage/small_file.hpp"

namespace aviary {

namespace {

/// Heads kept in memory; the others are read from disk when their stream is written to.
std::size_t heads_max(log_profile profile) {
  return profile == log_profile::console ? 64 * 1024 : 256;
}

// RocksDB as Debian builds it aborts when a write meets a full disk, without saying so. Asking
// first costs a microsecond per write and gives the operator a sentence.
constexpr std::uint64_t write_margin_octets = 1 << 20;

}  // namespace

rocksdb_store::rocksdb_store(opened_log opened, log_options options)
    : folder_(std::move(opened.folder)),
      options_(std::move(options)),
      columns_(std::move(opened.columns)),
      mark_(std::move(opened.mark)),
      id_(mark_.value().id),
      tip_(opened.tip),
      floor_(opened.floor),
      synced_(opened.tip),
      needed_(std::move(opened.needed)) {
  AVIARY_INVARIANT(options_.now, "a log was given no clock");
}

rocksdb_store::~rocksdb_store() {
  sync();
  if (mark_.value().acknowledged != synced_) set_mark();
}

// -- the writer's thread -------------------------------------------------------------------------

std::vector<record> rocksdb_store::append(std::span<append_request> requests) {
  rocksdb::WriteBatch batch;
  heads changed;
  std::vector<record> added;
  for (auto& wanted : requests) add(wanted, batch, changed, added);
  for (const auto& [stream, head] : changed)
    columns_->put(batch, column::heads, stream, encode_head(head));
  write(batch, "append");
  remember(changed);
  if (options_.cut_retired)
    for (const auto& next : added) needed_.add(next.stream, next.at_position);
  {
    const std::lock_guard held(tip_guard_);
    tip_ = {added.back().at_position, added.back().chain};
  }
  if (!unsynced_since_) note_synced();
  return added;
}

void rocksdb_store::add(append_request& wanted, rocksdb::WriteBatch& batch, heads& changed,
                        std::vector<record>& added) const {
  AVIARY_INVARIANT(!wanted.events.empty(), "an append holds no event");
  auto head = head_of(wanted.stream, changed);
  AVIARY_INVARIANT(wanted.expected == head.next, "an append expects another sequence");
  for (auto& event : wanted.events) {
    const auto before =
        added.empty() ? tip() : chain_link{added.back().at_position, added.back().chain};
    auto& next = added.emplace_back();
    next.at_position = {before.at.value + 1};
    next.stream = wanted.stream;
    next.at_sequence = head.next;
    next.type = std::move(event.type);
    next.owes = wanted.owes;
    next.at = wanted.at;
    next.cause = wanted.cause;
    next.payload = std::move(event.payload);
    next.chain = link(before.chain, next);
    columns_->put(batch, column::events, position_key(next.at_position), encode_record(next));
    columns_->put(batch, column::streams, sequence_key(next.stream, next.at_sequence),
                  encode_position(next.at_position));
    head = {{head.next.value + 1}, wanted.owes, next.at_position};
  }
  changed[wanted.stream] = head;
}

stream_head rocksdb_store::head_of(const stream_name& stream, const heads& changed) const {
  for (const auto* known : {&changed, &recent_heads_})
    if (const auto found = known->find(stream); found != known->end()) return found->second;
  std::string stored;
  const auto status = columns_->get(column::heads, stream, stored);
  if (status.IsNotFound()) return {};
  must(status, "read a head");
  const auto head = decode_head(as_bytes(stored));
  if (!head) end_process(folder_, "read a head", "it is damaged");
  return *head;
}

void rocksdb_store::remember(const heads& changed) {
  if (recent_heads_.size() + changed.size() > heads_max(options_.profile)) recent_heads_.clear();
  for (const auto& [stream, head] : changed) recent_heads_[stream] = head;
}

void rocksdb_store::retire(std::span<const stream_name> streams) {
  rocksdb::WriteBatch batch;
  for (const auto& stream : streams) {
    for (auto& at : read(stream, {})) {
      columns_->erase(batch, column::streams, sequence_key(stream, at.at_sequence));
      aviary::retire(at);
      columns_->put(batch, column::events, position_key(at.at_position), encode_record(at));
    }
    columns_->erase(batch, column::heads, stream);
    recent_heads_.erase(stream);
    needed_.retire(stream);
  }
  write(batch, "retire a stream");
  if (options_.cut_retired) cut();
}

void rocksdb_store::cut() {
  const auto to = needed_.below(tip_.at);
  if (to.value < floor_.at.value + options_.cut_events_min) return;
  const chain_link floor = to == tip_.at ? tip_ : chain_link{to, read_one(to).chain};
  rocksdb::WriteBatch batch;
  columns_->erase_range(batch, column::events, position_key({floor_.at.value + 1}),
                        position_key({to.value + 1}));
  columns_->put(batch, column::meta, floor_key, encode_link(floor));
  write(batch, "cut the log");
  floor_ = floor;
}

std::vector<record> rocksdb_store::read(const stream_name& stream, sequence from) const {
  std::vector<record> found;
  const auto status = columns_->visit(
      column::streams, sequence_key(stream, from), stream_end_key(stream), [&](auto, auto value) {
        found.push_back(read_one(decode_position(value).value_or(position{})));
        return true;
      });
  must(status, "read a stream");
  return found;
}

record rocksdb_store::read_one(position at) const {
  std::string stored;
  must(columns_->get(column::events, position_key(at), stored), "read a record");
  auto found = decode_record(at, as_bytes(stored));
  if (!found) end_process(folder_, "read a record", "it is damaged");
  return std::move(*found);
}

// -- durability ----------------------------------------------------------------------------------

void rocksdb_store::write(rocksdb::WriteBatch& batch, std::string_view doing) {
  if (free_octets(folder_) < batch.GetDataSize() + write_margin_octets)
    end_process(folder_, doing, "the disk is full");
  const bool synced = options_.sync_interval.count() == 0;
  must(columns_->write(batch, synced), doing);
  if (!synced && !unsynced_since_) unsynced_since_ = options_.now();
}

void rocksdb_store::sync() {
  if (!unsynced_since_) return;
  must(columns_->sync(), "sync");
  unsynced_since_.reset();
  note_synced();
}

void rocksdb_store::note_synced() {
  synced_ = tip_;
  if (synced_ != mark_.value().acknowledged && !unmarked_since_) unmarked_since_ = options_.now();
}

void rocksdb_store::set_mark() {
  if (const auto error = mark_.write({id_, synced_}); error != 0)
    end_process(folder_, "write the mark", std::strerror(error));
  unmarked_since_.reset();
}

std::optional<instant> rocksdb_store::next_due() const {
  std::optional<instant> due;
  if (unsynced_since_) due = *unsynced_since_ + options_.sync_interval;
  if (unmarked_since_) {
    const auto mark_due = *unmarked_since_ + options_.mark_interval;
    if (!due || mark_due < *due) due = mark_due;
  }
  return due;
}

void rocksdb_store::keep_promises(instant now) {
  if (unsynced_since_ && now >= *unsynced_since_ + options_.sync_interval) sync();
  const auto unmarked = synced_.at.value - mark_.value().acknowledged.at.value;
  if (unmarked_since_ &&
      (unmarked >= options_.mark_events_max || now >= *unmarked_since_ + options_.mark_interval))
    set_mark();
}

void rocksdb_store::must(const rocksdb::Status& status, std::string_view doing) const {
  if (!status.ok()) end_process(folder_, doing, status.ToString());
}

// -- any thread ----------------------------------------------------------------------------------

void rocksdb_store::scan(position after, const std::function<bool(const record&)>& visit) const {
  const auto end = tip().at;
  const auto status = columns_->visit(column::events, position_key({after.value + 1}),
                                      positions_end_key(), [&](auto key, auto value) {
                                        const auto at =
                                            decode_position(as_bytes(key)).value_or(position{});
                                        if (at > end) return false;
                                        const auto found = decode_record(at, value);
                                        if (!found)
                                          end_process(folder_, "read a record", "it is damaged");
                                        return visit(*found);
                                      });
  must(status, "scan");
}

void rocksdb_store::for_each_stream(
    const std::function<void(const stream_name&, const stream_head&)>& visit) const {
  const auto status = columns_->visit(column::heads, "", "\x7f", [&](auto key, auto value) {
    const auto head = decode_head(value);
    if (!head) end_process(folder_, "read a head", "it is damaged");
    visit(stream_name(key), *head);
    return true;
  });
  must(status, "read the heads");
}

chain_link rocksdb_store::tip() const {
  const std::lock_guard held(tip_guard_);
  return tip_;
}

bool rocksdb_store::has_stream(const stream_name& stream) const {
  std::string stored;
  return !columns_->get(column::heads, stream, stored).IsNotFound();
}

bool rocksdb_store::has_room() const {
  return free_octets(folder_) >= reserve_octets(options_) + write_margin_octets;
}

}  // namespace aviary
