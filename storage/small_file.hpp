#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// The few small files beside a log, written so that a power cut leaves all of a file or none of it.

namespace aviary {

/// Writes a new file and syncs it and its folder. Refuses to replace one.
result<void, failure> write_new_file(const std::filesystem::path& path, byte_view content,
                                     mode_t mode);

/// Reads a file of at most `octets_max`; a longer one is a failure.
result<bytes, failure> read_small_file(const std::filesystem::path& path, std::size_t octets_max);

/// Writes all octets, however many calls it takes. False: not all, and errno says why.
bool write_all(int fd, byte_view content);

/// Makes what was created, renamed or removed in `folder` durable.
result<void, failure> sync_folder(const std::filesystem::path& folder);

/// What the system refused, as in "cannot read DATA/format: Permission denied", and what to do.
failure system_failure(const std::string& doing, const std::filesystem::path& path, int error);

/// The octets that anybody but root may still write to the disk of `path`; zero when it cannot be
/// asked.
std::uint64_t free_octets(const std::filesystem::path& path);

}  // namespace aviary
