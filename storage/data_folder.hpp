#pragma once

#include <filesystem>
#include <string>

#include "messages/result.hpp"

// The folder in which a bird or a console keeps everything that must outlive it, and the names of
// what lies in it. Nobody but its owner may look inside.

namespace aviary {

enum class data_role { bird, console };

class data_folder {
 public:
  /// Makes the folder, or takes an empty one, for its owner alone, and writes its `format` file.
  /// Refuses a folder that holds anything.
  static result<data_folder, failure> create(const std::filesystem::path& path, data_role role);
  /// Checks that the folder is one of this role, of a format that this program knows, and closed to
  /// others. Opens none of the files in it.
  static result<data_folder, failure> open(const std::filesystem::path& path, data_role role);

  const std::filesystem::path& path() const { return path_; }
  /// The event log.
  std::filesystem::path log() const { return path_ / "log"; }
  /// The log of fragments: synced once a second, in no backup, and made anew when it is damaged.
  std::filesystem::path fragments() const { return path_ / "fragments"; }
  std::filesystem::path master_key() const { return path_ / "master.key"; }
  /// The console's certificate and key.
  std::filesystem::path tls() const { return path_ / "tls"; }
  std::filesystem::path control_socket() const { return path_ / "control.socket"; }

 private:
  explicit data_folder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace aviary
