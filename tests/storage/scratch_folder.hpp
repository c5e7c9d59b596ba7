#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace aviary {

/// Where syncing costs nothing, if there is such a place: no test here needs a real disk.
inline std::filesystem::path scratch_root() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code error;
  const auto space = std::filesystem::space(memory, error);
  const bool roomy = !error && space.available > (std::uintmax_t{1} << 30);
  return roomy ? memory : std::filesystem::temp_directory_path();
}

/// One folder for all of a test program and the processes that its death tests start. The first
/// process removes it; those that die cannot.
class scratch_of_process {
 public:
  static const std::filesystem::path& path() {
    static const scratch_of_process only;
    return only.path_;
  }

 private:
  static constexpr const char* variable = "AVIARY_STORAGE_SCRATCH";

  scratch_of_process() {
    if (const auto* inherited = std::getenv(variable)) {
      path_ = inherited;
      return;
    }
    auto pattern = (scratch_root() / "aviary-storage-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    owned_ = true;
    setenv(variable, path_.c_str(), 1);
  }
  ~scratch_of_process() {
    std::error_code error;
    if (owned_) std::filesystem::remove_all(path_, error);
  }

  std::filesystem::path path_;
  bool owned_ = false;
};

/// A new folder that goes with its owner.
class scratch_folder {
 public:
  scratch_folder() {
    auto pattern = (scratch_of_process::path() / "XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void set_content(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace aviary
