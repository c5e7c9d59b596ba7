#include "storage/rocksdb_columns.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "messages/invariant.hpp"

namespace aviary {

namespace {

constexpr std::array<std::string_view, 4> family_names{"events", "streams", "heads", "default"};

/// RocksDB's own log would tell an operator nothing that its statuses do not tell us.
class silent_logger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::Options common_options(const rocksdb_disk* disk) {
  rocksdb::Options options;
  if (disk != nullptr) options.env = disk->env;
  // A torn end of the write-ahead log is the normal end of a power cut. That this mode is as silent
  // about a flipped bit in the middle is what the mark and the chain are for.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.atomic_flush = true;
  options.paranoid_checks = true;
  options.max_bgerror_resume_count = 0;
  options.compression = rocksdb::kLZ4Compression;
  options.info_log = std::make_shared<silent_logger>();
  // No timers: an idle log wakes nobody.
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.skip_stats_update_on_db_open = true;
  return options;
}

// Small tables and a bound on what one merge may write keep the reserve small that must stay free.
rocksdb::Options options_of(log_profile profile, const rocksdb_disk* disk) {
  auto options = common_options(disk);
  rocksdb::BlockBasedTableOptions table;
  if (profile == log_profile::console) {
    options.write_buffer_size = 16 << 20;
    options.max_total_wal_size = 64 << 20;
    options.target_file_size_base = 16 << 20;
    options.max_bytes_for_level_base = 64 << 20;
    options.max_compaction_bytes = 128 << 20;
    options.max_manifest_file_size = 16 << 20;
    options.max_open_files = 512;
    table.block_cache = rocksdb::NewLRUCache(32 << 20);
  } else {
    options.write_buffer_size = 128 << 10;
    options.arena_block_size = 16 << 10;
    options.max_total_wal_size = 512 << 10;
    options.max_manifest_file_size = 256 << 10;
    options.target_file_size_base = 512 << 10;
    options.max_bytes_for_level_base = 2 << 20;
    options.max_compaction_bytes = 4 << 20;
    options.max_open_files = 32;
    options.max_background_jobs = 1;
    table.block_cache = rocksdb::NewLRUCache(256 << 10, 0);
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}
rocksdb::Slice slice(byte_view octets) {
  return slice(as_text(octets));
}
std::string_view text(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

}  // namespace

// -- keys and values -----------------------------------------------------------------------------

std::string position_key(position at) {
  return std::string(as_text(encode_position(at)));
}

std::string positions_end_key() {
  return std::string(sizeof(std::uint64_t) + 1, '\xff');
}

std::string sequence_key(const stream_name& stream, sequence at) {
  return stream + '\0' + position_key({at.value});
}

std::string stream_end_key(const stream_name& stream) {
  return stream + '\1';
}

bytes encode_position(position at) {
  bytes stored;
  byte_writer(stored).u64(at.value);
  return stored;
}

bytes encode_head(const stream_head& head) {
  bytes stored;
  byte_writer out(stored);
  out.u64(head.next.value);
  out.u64(head.last.value);
  out.u8(head.owes ? 1 : 0);
  return stored;
}

bytes encode_link(const chain_link& link) {
  auto stored = encode_position(link.at);
  byte_writer(stored).octets(link.chain.value);
  return stored;
}

std::optional<position> decode_position(byte_view stored) {
  byte_reader in(stored);
  const position at{in.u64()};
  if (!in.complete()) return std::nullopt;
  return at;
}

std::optional<stream_head> decode_head(byte_view stored) {
  byte_reader in(stored);
  stream_head head;
  head.next = {in.u64()};
  head.last = {in.u64()};
  head.owes = in.u8() != 0;
  if (!in.complete()) return std::nullopt;
  return head;
}

std::optional<chain_link> decode_link(byte_view stored) {
  byte_reader in(stored);
  chain_link link;
  link.at = {in.u64()};
  std::ranges::copy(in.octets(link.chain.size), link.chain.value.begin());
  if (!in.complete()) return std::nullopt;
  return link;
}

// -- the tables ----------------------------------------------------------------------------------

result<std::unique_ptr<rocksdb_columns>, rocksdb::Status> rocksdb_columns::open(
    const std::filesystem::path& path, mode how, log_profile profile, const rocksdb_disk* disk) {
  auto options = options_of(profile, disk);
  options.create_if_missing = how == mode::create;
  options.create_missing_column_families = how == mode::create;
  options.error_if_exists = how == mode::create;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  if (profile == log_profile::console)
    for (const auto name : family_names) families.emplace_back(std::string(name), options);
  else
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, options);

  std::unique_ptr<rocksdb_columns> opened(new rocksdb_columns(profile));
  rocksdb::DB* db = nullptr;
  const auto status =
      how == mode::read_only
          ? rocksdb::DB::OpenForReadOnly(options, path, families, &opened->families_, &db)
          : rocksdb::DB::Open(options, path, families, &opened->families_, &db);
  opened->db_.reset(db);
  if (!status.ok()) return status;
  return opened;
}

rocksdb_columns::~rocksdb_columns() {
  for (auto* family : families_) db_->DestroyColumnFamilyHandle(family);
}

void rocksdb_columns::put(rocksdb::WriteBatch& batch, column where, std::string_view key,
                          byte_view value) const {
  const auto status = batch.Put(family(where), key_in(where, key), slice(value));
  AVIARY_INVARIANT(status.ok(), "a batch takes no more");
}

void rocksdb_columns::erase(rocksdb::WriteBatch& batch, column where, std::string_view key) const {
  const auto status = batch.Delete(family(where), key_in(where, key));
  AVIARY_INVARIANT(status.ok(), "a batch takes no more");
}

void rocksdb_columns::erase_range(rocksdb::WriteBatch& batch, column where, std::string_view first,
                                  std::string_view end) const {
  const auto status = batch.DeleteRange(family(where), key_in(where, first), key_in(where, end));
  AVIARY_INVARIANT(status.ok(), "a batch takes no more");
}

rocksdb::Status rocksdb_columns::write(rocksdb::WriteBatch& batch, bool synced) {
  rocksdb::WriteOptions options;
  options.sync = synced;
  return db_->Write(options, &batch);
}

rocksdb::Status rocksdb_columns::sync() {
  return db_->SyncWAL();
}

rocksdb::Status rocksdb_columns::get(column where, std::string_view key, std::string& value) const {
  return db_->Get({}, family(where), key_in(where, key), &value);
}

rocksdb::Status rocksdb_columns::visit(column where, std::string_view first, std::string_view end,
                                       const visitor& visit) const {
  const auto last = key_in(where, end);
  const auto upper = slice(last);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options, family(where)));
  const std::size_t prefix = profile_ == log_profile::bird ? 1 : 0;
  for (at->Seek(key_in(where, first)); at->Valid(); at->Next())
    if (!visit(text(at->key()).substr(prefix), as_bytes(text(at->value())))) break;
  return at->status();
}

rocksdb::ColumnFamilyHandle* rocksdb_columns::family(column where) const {
  return profile_ == log_profile::bird ? families_.front()
                                       : families_[static_cast<std::size_t>(where)];
}

std::string rocksdb_columns::key_in(column where, std::string_view key) const {
  if (profile_ == log_profile::console) return std::string(key);
  std::string prefixed(1, "eshm"[static_cast<std::size_t>(where)]);
  return prefixed.append(key);
}

// -- errors --------------------------------------------------------------------------------------

failure open_failure(const std::filesystem::path& path, const rocksdb::Status& status) {
  const auto why = status.ToString();
  const auto log = "the event log in " + path.string();
  const auto says = [&](std::string_view words) { return why.find(words) != std::string::npos; };
  if (status.IsIOError() && says("lock"))
    return {log + " is open in another process",
            "Stop that one first. Two writers would destroy the log."};
  if (status.IsNoSpace())
    return {log + " cannot be opened: the disk is full",
            "Free some space on this disk, then start again."};
  if (status.IsIOError() && says("Permission denied"))
    return {log + " may not be opened: " + why,
            "Run the program as the user who owns the data folder."};
  if (status.IsInvalidArgument() && says("olumn famil"))
    return {log + " was made by another program: " + why,
            "A bird and a console cannot use each other's data folder. Give the right one."};
  return {log + " is damaged: " + why,
          "Restore the newest backup, or start once with --accept-loss to keep what stands before "
          "the damage."};
}

void end_process(const std::filesystem::path& path, std::string_view doing, std::string_view why) {
  std::fprintf(stderr,
               "aviary: the event log in %s failed to %.*s: %.*s\n"
               "aviary: the process ends, so that nothing is acknowledged that is not stored. "
               "Check the disk (free space, dmesg), then start again.\n",
               path.c_str(), static_cast<int>(doing.size()), doing.data(),
               static_cast<int>(why.size()), why.data());
  std::_Exit(EX_IOERR);
}

}  // namespace aviary
