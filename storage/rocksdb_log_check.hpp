#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "messages/result.hpp"
#include "storage/mark_file.hpp"
#include "storage/rocksdb_columns.hpp"

// Reading a whole log, as every start does: positions without a gap, each record chained to the one
// before, an index entry for each, and the end where the mark says that it must at least be. It is
// one pass, 1-2 us per record; what it finds is a value, because whether to go on is not its
// business.

namespace aviary {

/// The version of docs/STORAGE.md that this code writes. A log of a later one is refused.
inline constexpr std::uint8_t log_format = 1;

// The keys of the meta column.
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view incarnation_key = "incarnation";
inline constexpr std::string_view floor_key = "floor";

/// What the meta column says.
struct log_meta {
  incarnation id{};
  /// All that stands at or before it was cut; zero in a log that was never cut.
  chain_link floor{};
};

struct log_check {
  log_meta meta;
  /// The last record that is whole and chained to all before it.
  chain_link tip{};
  /// What is wrong behind `tip`, or with the index.
  std::optional<failure> damage;
  /// What is wrong between the log and its mark although all that is there is whole.
  std::optional<failure> shortfall;
};

std::optional<log_meta> read_meta(const rocksdb_columns& columns);

/// Reads all of a log and shows each good record. A failure only when the log is of no format that
/// this code can read. Without a mark there is nothing to fall short of.
result<log_check, failure> check_log(const rocksdb_columns& columns,
                                     const std::filesystem::path& folder,
                                     const std::optional<mark>& promised,
                                     const std::function<void(const record&)>& visit);

}  // namespace aviary
