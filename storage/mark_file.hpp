#pragma once

#include <cstddef>
#include <filesystem>
#include <utility>

#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "storage/record.hpp"

// A note beside the log of how far it was acknowledged. Recovery may cut a log's tail without a
// word, and a log whose folder was emptied opens as a new one; the mark is how a start notices. It
// lags behind on purpose (docs/STORAGE.md, "The mark"), so it is a lower bound: a log that ends
// before it lost something, one that ends behind it has not shown a loss.

namespace aviary {

/// What a mark says: in this life of the log, this much was on disk.
struct mark {
  incarnation id{};
  chain_link acknowledged{};
  friend bool operator==(const mark&, const mark&) = default;
};

class mark_file {
 public:
  /// Makes the file, in place of any that is there.
  static result<mark_file, failure> create(const std::filesystem::path& path, const mark& first);
  /// Reads the file. Of its two slots one may be torn by a power cut; the other one then counts.
  static result<mark_file, failure> open(const std::filesystem::path& path);

  mark_file(mark_file&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), slot_(other.slot_), value_(other.value_) {}
  mark_file& operator=(mark_file&&) = delete;
  ~mark_file();

  const mark& value() const { return value_; }
  /// Overwrites the older slot and syncs it: one flush of the disk. Returns 0, or errno; after an
  /// error the file must not be trusted and the process has to end.
  [[nodiscard]] int write(const mark& next);

 private:
  mark_file(int fd, std::size_t slot, const mark& value) : fd_(fd), slot_(slot), value_(value) {}

  int fd_;
  /// The slot that holds `value_`.
  std::size_t slot_;
  mark value_;
};

}  // namespace aviary
