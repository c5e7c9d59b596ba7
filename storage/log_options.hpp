#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "storage/record.hpp"

// How an event log on disk is opened, and what opening it may have to confess.

namespace aviary {

/// What RocksDB takes for the machine. Only tests bring one: a disk that loses power.
struct rocksdb_disk;

/// How much memory a log may take, and in which shape it lies on disk; it is fixed at creation.
enum class log_profile {
  /// Four column families, write buffers of 16 MiB, a cache of 32 MiB.
  console,
  /// One column family, write buffers of 128 KiB, a cache of 256 KiB.
  bird,
};

struct log_options {
  log_profile profile = log_profile::console;
  /// Reads the clock; the log has none of its own.
  std::function<instant()> now;
  /// Zero: an event is durable when the callback says so. Above: it is written when the callback
  /// says so and synced once per interval, so a power cut may take that much back.
  std::chrono::milliseconds sync_interval{0};
  /// Whether the head of the log goes once all streams in it are retired. Only for a log whose
  /// headers nobody misses: no projection can be rebuilt from what is cut.
  bool cut_retired = false;
  /// Retired records that may lie at the head before they are cut, all in one go.
  std::uint64_t cut_events_min = 1024;
  /// has_room() is false when the disk has less left than this. What was admitted before goes into
  /// it, and RocksDB's merging of tables, which writes a table anew before it drops the old one.
  /// Nothing: 512 MiB on a console, 16 MiB on a bird.
  std::optional<std::uint64_t> reserve_octets;
  /// The mark lags behind by at most this much time and this many events.
  std::chrono::milliseconds mark_interval = std::chrono::seconds{10};
  std::uint64_t mark_events_max = 4096;
  /// Go on although acknowledged events are missing, in a new life of this name.
  std::optional<incarnation> accept_loss;
  /// The machine's own disk when null.
  const rocksdb_disk* disk = nullptr;
};

/// The reserve of these options.
inline std::uint64_t reserve_octets(const log_options& options) {
  return options.reserve_octets.value_or(
      std::uint64_t{options.profile == log_profile::console ? 512U : 16U} << 20);
}

/// Events that were acknowledged and are gone: those behind `kept`, up to at least `acknowledged`.
struct log_loss {
  position kept{};
  position acknowledged{};
  /// What a start without `accept_loss` would have said.
  std::string what;
};

}  // namespace aviary
