#pragma once

#include <filesystem>

#include "messages/result.hpp"
#include "storage/log_options.hpp"

// Keeping what is whole of a damaged log. RocksDB cannot leave out a damaged block, so the good
// records are copied into new files; the damaged ones stay beside them for whoever can do more.

namespace aviary {

/// Puts a log in place of `folder`/db that holds its good records, the first to the last before the
/// damage, and moves the old one to `folder`/db.damaged (in place of an earlier one there). When
/// nothing can be read, the new log is empty. A power cut on the way leaves the old one in place.
/// Needs as much free space as the log takes.
result<void, failure> salvage(const std::filesystem::path& folder, incarnation id,
                              const log_options& options);

}  // namespace aviary
