#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "storage/event_log.hpp"
#include "storage/log_options.hpp"

// RocksDB as the event log needs it: four ordered tables that change together. On a console each is
// a column family; on a bird they share one, told apart by a first octet, because every family
// keeps write buffers of its own. Only storage/rocksdb_* sees this.

namespace aviary {

enum class column : std::uint8_t {
  /// position -> record
  events,
  /// stream, 0, sequence -> position
  streams,
  /// stream -> stream_head
  heads,
  /// name -> incarnation, layout version, floor
  meta,
};

/// What RocksDB takes for the machine; a test puts a disk in its place that loses power.
struct rocksdb_disk {
  rocksdb::Env* env = nullptr;
};

// -- keys and values -----------------------------------------------------------------------------

std::string position_key(position at);
/// Behind every position.
std::string positions_end_key();
std::string sequence_key(const stream_name& stream, sequence at);
/// The key behind the last of a stream.
std::string stream_end_key(const stream_name& stream);
bytes encode_position(position at);
bytes encode_head(const stream_head& head);
bytes encode_link(const chain_link& link);
std::optional<position> decode_position(byte_view stored);
std::optional<stream_head> decode_head(byte_view stored);
std::optional<chain_link> decode_link(byte_view stored);

// -- the tables ----------------------------------------------------------------------------------

class rocksdb_columns {
 public:
  enum class mode { create, open, read_only };
  using visitor = std::function<bool(std::string_view key, byte_view value)>;

  /// Opens what is at `path`. `create` needs nothing to be there; the others need a log.
  static result<std::unique_ptr<rocksdb_columns>, rocksdb::Status> open(
      const std::filesystem::path& path, mode how, log_profile profile, const rocksdb_disk* disk);
  ~rocksdb_columns();

  void put(rocksdb::WriteBatch& batch, column where, std::string_view key, byte_view value) const;
  void erase(rocksdb::WriteBatch& batch, column where, std::string_view key) const;
  /// Erases from `first` up to but not `end`.
  void erase_range(rocksdb::WriteBatch& batch, column where, std::string_view first,
                   std::string_view end) const;
  rocksdb::Status write(rocksdb::WriteBatch& batch, bool synced);
  /// Makes durable what was written without being synced.
  rocksdb::Status sync();

  rocksdb::Status get(column where, std::string_view key, std::string& value) const;
  /// Shows all from `first` up to but not `end` in order, until `visit` says false. The status is
  /// part of the answer: an iterator that meets damage just ends.
  rocksdb::Status visit(column where, std::string_view first, std::string_view end,
                        const visitor& visit) const;

 private:
  explicit rocksdb_columns(log_profile profile) : profile_(profile) {}
  rocksdb::ColumnFamilyHandle* family(column where) const;
  std::string key_in(column where, std::string_view key) const;

  log_profile profile_;
  std::unique_ptr<rocksdb::DB> db_;
  /// Of a console, in the order of `column`; of a bird, one. They must go before the DB does.
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

// -- errors --------------------------------------------------------------------------------------

/// What a person should know about a log that does not open.
failure open_failure(const std::filesystem::path& path, const rocksdb::Status& status);

/// Says why on stderr and ends the process: after a storage error nothing that is in memory may be
/// acknowledged, and an fsync that failed once may claim success the next time.
[[noreturn]] void end_process(const std::filesystem::path& path, std::string_view doing,
                              std::string_view why);

}  // namespace aviary
