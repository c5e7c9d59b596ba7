#include "storage/small_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace aviary {

namespace {

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string advice(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return "Run the program as the user who owns the data folder.";
    case ENOENT:
      return "Give the data folder that was made with init, or restore a backup into it.";
    case ENOTDIR:
      return "A part of this path is a file: give the path of a folder.";
    case EEXIST:
      return "Nothing was changed. Remove it by hand if it is not needed, then try again.";
    case ENOSPC:
    case EDQUOT:
      return "Free some space on this disk, then start again.";
    case EROFS:
      return "Mount this disk writable, then start again.";
    default:
      return "Check the disk (dmesg shows its errors), then start again.";
  }
}

}  // namespace

bool write_all(int fd, byte_view content) {
  while (!content.empty()) {
    const auto written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

failure system_failure(const std::string& doing, const std::filesystem::path& path, int error) {
  return {"cannot " + doing + " " + path.string() + ": " + std::strerror(error), advice(error)};
}

result<void, failure> write_new_file(const std::filesystem::path& path, byte_view content,
                                     mode_t mode) {
  // A file of the same name with ".new" is what a power cut left of an earlier attempt.
  const auto unfinished = path.string() + ".new";
  {
    const descriptor file(
        open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
    if (file.get() < 0 || !write_all(file.get(), content) || fsync(file.get()) != 0)
      return system_failure("write", path, errno);
  }
  if (renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    const auto error = errno;
    unlink(unfinished.c_str());
    return system_failure("create", path, error);
  }
  return sync_folder(path.parent_path());
}

result<bytes, failure> read_small_file(const std::filesystem::path& path, std::size_t octets_max) {
  const descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_failure("read", path, errno);
  bytes content(octets_max + 1);
  std::size_t filled = 0;
  while (filled < content.size()) {
    const auto got = read(file.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled > octets_max) return system_failure("read", path, EFBIG);
  content.resize(filled);
  return content;
}

result<void, failure> sync_folder(const std::filesystem::path& folder) {
  const descriptor opened(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || fsync(opened.get()) != 0) return system_failure("sync", folder, errno);
  return {};
}

std::uint64_t free_octets(const std::filesystem::path& path) {
  struct statvfs disk;
  if (statvfs(path.c_str(), &disk) != 0) return 0;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

}  // namespace aviary
