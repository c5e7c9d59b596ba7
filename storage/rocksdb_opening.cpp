#include "storage/rocksdb_opening.hpp"

#include <array>
#include <utility>

#include "storage/rocksdb_log_check.hpp"
#include "storage/rocksdb_salvage.hpp"
#include "storage/small_file.hpp"

namespace aviary {

namespace {

using mode = rocksdb_columns::mode;

/// Why a log did not open, and what accepting the loss would have to mend.
struct trouble {
  enum class kind { nothing_to_mend, damaged_log, wrong_mark };
  kind what;
  failure said;
};

std::string log_in(const std::filesystem::path& folder) {
  return "the event log in " + folder.string();
}

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

/// What the disk must have left for recovery alone, which writes the newest records once more.
std::uint64_t open_octets_min(const log_options& options) {
  return reserve_octets(options) / 4;
}

result<void, failure> write_meta(rocksdb_columns& columns, const std::filesystem::path& path,
                                 incarnation id) {
  rocksdb::WriteBatch batch;
  columns.put(batch, column::meta, format_key, std::array{log_format});
  columns.put(batch, column::meta, incarnation_key, id.value);
  if (const auto status = columns.write(batch, true); !status.ok())
    return open_failure(path, status);
  return {};
}

/// RocksDB reports a file of its own that is missing as an error of the system.
bool is_damage(const rocksdb::Status& status) {
  return status.IsCorruption() || status.IsPathNotFound() ||
         status.ToString().find("No such file") != std::string::npos;
}

result<opened_log, trouble> try_open(const std::filesystem::path& folder,
                                     const log_options& options) {
  using enum trouble::kind;
  auto marked = mark_file::open(folder / "mark");
  const bool log_is_there = is_there(folder / "db" / "CURRENT");
  if (!log_is_there && !is_there(folder / "mark"))
    return trouble{nothing_to_mend,
                   {"there is no event log in " + folder.string(),
                    "Give the data folder that was made with init, or restore a backup into it."}};
  if (!marked) return trouble{wrong_mark, marked.error()};
  if (!log_is_there)
    return trouble{damaged_log,
                   {log_in(folder) + " is gone, but its mark says that position " +
                        std::to_string(marked->value().acknowledged.at.value) + " was acknowledged",
                    "Restore the newest backup, or start once with --accept-loss to go on with an "
                    "empty log."}};
  auto columns = rocksdb_columns::open(folder / "db", mode::open, options.profile, options.disk);
  if (!columns)
    return trouble{is_damage(columns.error()) ? damaged_log : nothing_to_mend,
                   open_failure(folder, columns.error())};
  log_floor needed;
  const auto found = check_log(**columns, folder, marked->value(), [&](const record& good) {
    if (options.cut_retired && !good.retired) needed.add(good.stream, good.at_position);
  });
  if (!found) return trouble{nothing_to_mend, found.error()};
  if (found->damage) return trouble{damaged_log, *found->damage};
  if (found->shortfall) return trouble{wrong_mark, *found->shortfall};
  return opened_log{folder,
                    std::move(*columns),
                    std::move(*marked),
                    found->meta.floor,
                    found->tip,
                    std::move(needed),
                    {}};
}

/// Makes log and mark agree on what the log still holds, in a life of its own.
result<void, failure> mend(const std::filesystem::path& folder, trouble::kind what, incarnation id,
                           const log_options& options) {
  if (what == trouble::kind::damaged_log)
    if (const auto saved = salvage(folder, id, options); !saved) return saved.error();
  const auto columns =
      rocksdb_columns::open(folder / "db", mode::open, options.profile, options.disk);
  if (!columns) return open_failure(folder, columns.error());
  if (const auto written = write_meta(**columns, folder, id); !written) return written.error();
  const auto found = check_log(**columns, folder, std::nullopt, [](const record&) {});
  if (!found) return found.error();
  // A wrong mark may have hidden damage. Accepting the loss once more mends that, too.
  if (found->damage) return *found->damage;
  const auto marked = mark_file::create(folder / "mark", {id, found->tip});
  if (!marked) return marked.error();
  return {};
}

}  // namespace

result<void, failure> create_log(const std::filesystem::path& folder, incarnation id,
                                 const log_options& options) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return system_failure("create", folder, error.value());
  if (is_there(folder / "db") || is_there(folder / "mark"))
    return failure{"there is an event log in " + folder.string() + " already",
                   "Nothing was changed. Use it, or give another data folder."};
  {
    const auto columns =
        rocksdb_columns::open(folder / "db", mode::create, options.profile, options.disk);
    if (!columns) return open_failure(folder, columns.error());
    if (const auto written = write_meta(**columns, folder, id); !written) return written.error();
  }
  const auto first = mark_file::create(folder / "mark", {id, {}});
  if (!first) return first.error();
  return sync_folder(folder.parent_path());
}

result<opened_log, failure> open_log(const std::filesystem::path& folder,
                                     const log_options& options) {
  if (is_there(folder) && free_octets(folder) < open_octets_min(options))
    return failure{"the disk of " + folder.string() + " is full",
                   "Free at least " + std::to_string(open_octets_min(options) >> 20) +
                       " MiB on it, then start again."};
  auto opened = try_open(folder, options);
  if (opened) return std::move(*opened);
  const auto& [what, said] = opened.error();
  if (!options.accept_loss || what == trouble::kind::nothing_to_mend) return said;

  log_loss loss{{}, {}, said.what};
  if (const auto marked = mark_file::open(folder / "mark"); marked)
    loss.acknowledged = marked->value().acknowledged.at;
  if (const auto mended = mend(folder, what, *options.accept_loss, options); !mended)
    return mended.error();
  auto again = try_open(folder, options);
  if (!again) return again.error().said;
  loss.kept = again->tip.at;
  again->loss = std::move(loss);
  return std::move(*again);
}

}  // namespace aviary
