#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "messages/result.hpp"
#include "storage/log_floor.hpp"
#include "storage/log_options.hpp"
#include "storage/mark_file.hpp"
#include "storage/rocksdb_columns.hpp"

// Making and opening the folder of a log:
//
//   folder/db      RocksDB's files
//   folder/mark    how far it was acknowledged
//
// An open that finds something wrong says so and changes nothing, unless it was told to accept the
// loss: then it mends the folder, gives the log a new life and opens that.

namespace aviary {

/// A log that was read through and found whole.
struct opened_log {
  std::filesystem::path folder;
  std::unique_ptr<rocksdb_columns> columns;
  mark_file mark;
  chain_link floor{};
  chain_link tip{};
  /// Filled only when `cut_retired` is set.
  log_floor needed;
  std::optional<log_loss> loss;
};

result<void, failure> create_log(const std::filesystem::path& folder, incarnation id,
                                 const log_options& options);

result<opened_log, failure> open_log(const std::filesystem::path& folder,
                                     const log_options& options);

}  // namespace aviary
