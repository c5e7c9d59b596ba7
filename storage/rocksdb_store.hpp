#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "storage/event_log.hpp"
#include "storage/log_floor.hpp"
#include "storage/log_options.hpp"
#include "storage/mark_file.hpp"
#include "storage/rocksdb_columns.hpp"
#include "storage/rocksdb_opening.hpp"

// An event log on disk without a thread: every call is done when it returns. One thread writes, any
// number may scan meanwhile. Whatever the disk refuses while it is open ends the process.

namespace aviary {

class rocksdb_store {
 public:
  rocksdb_store(opened_log opened, log_options options);
  /// Syncs, marks and closes.
  ~rocksdb_store();

  // -- the writer's thread -----------------------------------------------------------------------

  /// Appends requests in one write. Returns their records.
  std::vector<record> append(std::span<append_request> requests);
  void retire(std::span<const stream_name> streams);
  std::vector<record> read(const stream_name& stream, sequence from) const;
  /// When a sync or the mark is due; nothing while both are up to date.
  std::optional<instant> next_due() const;
  /// Syncs and marks what is due at `now`.
  void keep_promises(instant now);

  // -- any thread --------------------------------------------------------------------------------

  void scan(position after, const std::function<bool(const record&)>& visit) const;
  void for_each_stream(
      const std::function<void(const stream_name&, const stream_head&)>& visit) const;
  chain_link tip() const;
  incarnation id() const { return id_; }
  bool has_room() const;
  /// Whether it holds an event of the stream; also when the disk cannot tell.
  bool has_stream(const stream_name& stream) const;
  instant now() const { return options_.now(); }

 private:
  using heads = std::unordered_map<stream_name, stream_head>;

  void add(append_request& wanted, rocksdb::WriteBatch& batch, heads& changed,
           std::vector<record>& added) const;
  stream_head head_of(const stream_name& stream, const heads& changed) const;
  void remember(const heads& changed);
  void write(rocksdb::WriteBatch& batch, std::string_view doing);
  record read_one(position at) const;
  void cut();
  void sync();
  void note_synced();
  void set_mark();
  void must(const rocksdb::Status& status, std::string_view doing) const;

  const std::filesystem::path folder_;
  const log_options options_;
  const std::unique_ptr<rocksdb_columns> columns_;
  mark_file mark_;
  const incarnation id_;

  mutable std::mutex tip_guard_;
  chain_link tip_;
  chain_link floor_;
  /// The end of what is synced.
  chain_link synced_;
  /// When something was first written that is not synced, or synced and not marked.
  std::optional<instant> unsynced_since_;
  std::optional<instant> unmarked_since_;
  /// Some heads, so that a busy stream's is not read again for each append.
  heads recent_heads_;
  log_floor needed_;
};

}  // namespace aviary
