#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/rocksdb_columns.hpp"

// A disk under RocksDB that knows what of each file is synced, and can say at any moment what a
// power cut would leave: every synced octet, and of the rest of each file none, some or all. The
// process goes on, so one run can be cut a hundred times. It can also run full, or fail to sync.

namespace aviary {

class power_cut_disk final : public rocksdb::FileSystemWrapper {
 public:
  power_cut_disk()
      : FileSystemWrapper(rocksdb::FileSystem::Default()),
        env_(rocksdb::NewCompositeEnv(
            std::shared_ptr<rocksdb::FileSystem>(std::shared_ptr<void>(), this))),
        disk_{env_.get()} {}

  const rocksdb_disk* disk() const { return &disk_; }
  const char* Name() const override { return "power_cut_disk"; }

  /// Every sync from here on fails.
  void fail_syncs() { failing_ = true; }

  /// Copies `from` as a power cut at this moment would leave it. Files that RocksDB did not write
  /// (the mark) are copied whole.
  void cut(const std::filesystem::path& from, const std::filesystem::path& to,
           std::mt19937_64& random) {
    const std::lock_guard held(guard_);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    std::vector<std::filesystem::path> vanished;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(to)) {
      if (!entry.is_regular_file()) continue;
      const auto original = from / std::filesystem::relative(entry.path(), to);
      const auto known = files_.find(original.string());
      if (known == files_.end()) continue;
      const auto [written, synced, linked] = known->second;
      if (!linked && random() % 2 == 0) {
        vanished.push_back(entry.path());
        continue;
      }
      const auto left = random() % 2 == 0 ? synced : synced + random() % (written - synced + 1);
      std::filesystem::resize_file(entry.path(), left);
    }
    for (const auto& path : vanished) std::filesystem::remove(path);
  }

  /// Syncs of files so far.
  std::uint64_t syncs() const { return syncs_; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* made,
                                    rocksdb::IODebugContext* debug) override {
    const std::lock_guard held(guard_);
    auto status = target()->NewWritableFile(path, options, made, debug);
    if (!status.ok()) return status;
    files_[path] = {};
    *made = std::make_unique<file>(std::move(*made), path, *this);
    return status;
  }

  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* made,
                                 rocksdb::IODebugContext* debug) override {
    auto status = target()->NewDirectory(path, options, made, debug);
    if (status.ok()) *made = std::make_unique<folder>(std::move(*made), path, *this);
    return status;
  }

  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    const std::lock_guard held(guard_);
    auto status = target()->RenameFile(from, to, options, debug);
    if (const auto known = files_.extract(from)) files_[to] = known.mapped();
    return status;
  }

  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    const std::lock_guard held(guard_);
    files_.erase(path);
    return target()->DeleteFile(path, options, debug);
  }

 private:
  struct extent {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
    /// Whether the folder was synced since the file was made: a file may vanish until then.
    bool linked = false;
  };

  class folder final : public rocksdb::FSDirectoryWrapper {
   public:
    folder(std::unique_ptr<rocksdb::FSDirectory>&& wrapped, std::string path, power_cut_disk& disk)
        : FSDirectoryWrapper(std::move(wrapped)), path_(std::move(path)), disk_(disk) {}
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                            rocksdb::IODebugContext* debug) override {
      return noted(FSDirectoryWrapper::Fsync(options, debug));
    }
    rocksdb::IOStatus FsyncWithDirOptions(const rocksdb::IOOptions& options,
                                          rocksdb::IODebugContext* debug,
                                          const rocksdb::DirFsyncOptions& how) override {
      return noted(FSDirectoryWrapper::FsyncWithDirOptions(options, debug, how));
    }

   private:
    rocksdb::IOStatus noted(rocksdb::IOStatus status) {
      const std::lock_guard held(disk_.guard_);
      for (auto& [path, known] : disk_.files_)
        known.linked |= status.ok() && std::filesystem::path(path).parent_path() == path_;
      return status;
    }
    const std::filesystem::path path_;
    power_cut_disk& disk_;
  };

  class file final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    file(std::unique_ptr<rocksdb::FSWritableFile>&& wrapped, std::string path, power_cut_disk& disk)
        : FSWritableFileOwnerWrapper(std::move(wrapped)), path_(std::move(path)), disk_(disk) {}

    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      const std::lock_guard held(disk_.guard_);
      if (const auto known = disk_.files_.find(path_); known != disk_.files_.end())
        known->second.written += data.size();
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&,
                             rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
      return noted([&] { return FSWritableFileOwnerWrapper::Sync(options, debug); });
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                            rocksdb::IODebugContext* debug) override {
      return noted([&] { return FSWritableFileOwnerWrapper::Fsync(options, debug); });
    }

   private:
    /// What is written while the sync runs does not count as synced.
    template <class Sync>
    rocksdb::IOStatus noted(Sync sync) {
      if (disk_.failing_) return rocksdb::IOStatus::IOError("the disk lost the write");
      std::unique_lock held(disk_.guard_);
      const auto written = disk_.files_[path_].written;
      held.unlock();
      auto status = sync();
      held.lock();
      disk_.syncs_++;
      if (const auto known = disk_.files_.find(path_); status.ok() && known != disk_.files_.end())
        known->second.synced = std::max(known->second.synced, written);
      return status;
    }

    const std::string path_;
    power_cut_disk& disk_;
  };

  std::mutex guard_;
  std::map<std::string, extent> files_;
  std::atomic<bool> failing_ = false;
  std::atomic<std::uint64_t> syncs_ = 0;
  std::unique_ptr<rocksdb::Env> env_;
  rocksdb_disk disk_;
};

}  // namespace aviary
