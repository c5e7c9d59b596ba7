#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "storage/record.hpp"

// A bird's JOURNAL: what the console acknowledged under the registration that is in force, and the
// bird can offer once more. It is a part of the RETRY QUEUE's state, so a fold of its events.
//
// It holds no body and no id, only where each lies in the queue's stream: 10,000 entries are 1 MB.
// The digest is over everything ever acknowledged, also over what the journal has let go.

namespace aviary {

struct report_journal {
  struct entry {
    sequence enqueued{};       ///< where the body lies
    wall_time acknowledged{};  ///< console time; zero: unknown
    bool owed = false;         ///< offered again, and not acknowledged again yet
    friend bool operator==(const entry&, const entry&) = default;
  };
  /// A console asked for everything once more. From `done_at` on that run of it has
  /// acknowledged every entry, those that came later included.
  struct reconcile {
    console_run asker{};
    /// Number of the queue's event with which all was acknowledged again.
    std::optional<std::uint64_t> done_at;
    friend bool operator==(const reconcile&, const reconcile&) = default;
  };

  std::optional<registration_no> registration;  ///< nothing: no journal is kept
  report_digest digest;
  std::map<std::uint64_t, entry> entries;  ///< by the item's ordinal, so oldest first
  std::size_t owed = 0;
  std::optional<reconcile> last;
  friend bool operator==(const report_journal&, const report_journal&) = default;

  // -- what the queue's events do to it ----------------------------------------------------------

  /// Another registration: both sides count from zero.
  void begin(registration_no number);
  /// `console_time`: zero when it is not known. `event`: number of the queue's event that says so.
  void acknowledged(std::uint64_t ordinal, sequence enqueued, const report_hash& hash,
                    wall_time console_time, std::uint64_t event);
  /// Everything is owed again.
  void begin_reconcile(const console_run& asker, std::uint64_t event);
  void resent(std::uint64_t ordinal, std::uint64_t event);
  void adopt(const report_digest& theirs) { digest = theirs; }
  /// All is owed again, or was at the beginning, and not all of it is acknowledged yet.
  bool reconciling() const { return last && !last->done_at; }

  // -- constants ---------------------------------------------------------------------------------

  static constexpr std::size_t entries_max = 10'000;
  static constexpr std::chrono::days age_max{30};
  /// While a reconcile runs nothing goes for its age, and for the number only from here on: what
  /// has not been offered again yet may be what the console lost.
  static constexpr std::size_t entries_max_in_reconcile = 2 * entries_max;

 private:
  using place = std::map<std::uint64_t, entry>::iterator;
  place first_dated(wall_time console_time);
  void trim(wall_time console_time);
  void let_oldest_go();
  void note_done(std::uint64_t event);
};

}  // namespace aviary
