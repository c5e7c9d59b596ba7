#include "storage/rocksdb_salvage.hpp"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "storage/rocksdb_columns.hpp"
#include "storage/rocksdb_log_check.hpp"
#include "storage/small_file.hpp"

namespace aviary {

namespace {

constexpr std::size_t batch_octets_max = 1 << 20;

/// Writes records as they come, a megabyte at a time.
class copier {
 public:
  explicit copier(rocksdb_columns& target) : target_(target) {}

  void set_meta(std::string_view key, byte_view value) {
    target_.put(batch_, column::meta, key, value);
  }

  void copy(const record& good) {
    target_.put(batch_, column::events, position_key(good.at_position), encode_record(good));
    if (!good.retired) {
      target_.put(batch_, column::streams, sequence_key(good.stream, good.at_sequence),
                  encode_position(good.at_position));
      target_.put(batch_, column::heads, good.stream,
                  encode_head({{good.at_sequence.value + 1}, good.owes, good.at_position}));
    }
    if (batch_.GetDataSize() > batch_octets_max) flush(false);
  }

  rocksdb::Status finish() {
    flush(true);
    return status_;
  }

 private:
  void flush(bool synced) {
    if (status_.ok()) status_ = target_.write(batch_, synced);
    batch_.Clear();
  }

  rocksdb_columns& target_;
  rocksdb::WriteBatch batch_;
  rocksdb::Status status_;
};

result<void, failure> copy_good(const std::filesystem::path& folder,
                                const std::filesystem::path& to, incarnation id,
                                const log_options& options) {
  using mode = rocksdb_columns::mode;
  const auto target = rocksdb_columns::open(to, mode::create, options.profile, options.disk);
  if (!target) return open_failure(to, target.error());
  copier copies(**target);
  copies.set_meta(format_key, std::array{log_format});
  copies.set_meta(incarnation_key, id.value);
  const auto source =
      rocksdb_columns::open(folder / "db", mode::read_only, options.profile, options.disk);
  if (source) {
    if (const auto meta = read_meta(**source)) copies.set_meta(floor_key, encode_link(meta->floor));
    const auto found =
        check_log(**source, folder, std::nullopt, [&](const record& good) { copies.copy(good); });
    (void)found;  // Where it ends is all there is to know.
  }
  if (const auto status = copies.finish(); !status.ok()) return open_failure(to, status);
  return {};
}

}  // namespace

result<void, failure> salvage(const std::filesystem::path& folder, incarnation id,
                              const log_options& options) {
  const auto whole = folder / "db", saved = folder / "db.salvaged", old = folder / "db.damaged";
  std::error_code error;
  std::filesystem::remove_all(saved, error);
  if (const auto copied = copy_good(folder, saved, id, options); !copied) return copied.error();
  // One step, so that at no moment there is no log. A folder that is gone cannot be exchanged.
  const unsigned how = std::filesystem::exists(whole, error) ? RENAME_EXCHANGE : 0;
  if (renameat2(AT_FDCWD, saved.c_str(), AT_FDCWD, whole.c_str(), how) != 0)
    return system_failure("replace", whole, errno);
  if (how == RENAME_EXCHANGE) {
    std::filesystem::remove_all(old, error);
    std::filesystem::rename(saved, old, error);
    if (error) return system_failure("rename", saved, error.value());
  }
  return sync_folder(folder);
}

}  // namespace aviary
