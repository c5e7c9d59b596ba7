#pragma once

#include <chrono>

#include "messages/ids.hpp"
#include "messages/report_id.hpp"
#include "messages/time.hpp"

// The console's half of the witness (docs/PROTOCOL.md, "Witnesses"): what a SESSION accepted from
// its bird under one registration, as a digest, and what came of comparing it with the bird's own.
// It is a part of the session's state and so a fold of its events; the PRESENCE keeps a copy, so
// that a heartbeat is compared without waking anybody.

namespace aviary {

struct session_witness {
  report_digest digest;
  counter newest{};      ///< the highest that brought a report which the digest counts
  bool differs = false;  ///< the bird's digest was another one when it was compared last
  bool cloned = false;   ///< a clone was noticed: the two of them have no common digest
  bool asking = false;   ///< for a reconcile, until the digests agree
  console_run asker{};   ///< of the last reconcile
  wall_time asked{};     ///< when it was asked for; zero: never

  /// A report that a bird made. What the console filed about it is in no bird's digest.
  static bool counts(const report_id& id) {
    return id.boot != console_boot && id.boot.number != unreadable_boot;
  }

  void accept(const report_id& id, counter at);

  /// Whether a heartbeat under this counter, which says that nothing waits, can be compared: it was
  /// sealed behind every report that is counted here.
  bool is_comparable(counter heartbeat) const { return heartbeat > newest; }
  /// Whether this run of the console may ask (again) at this time.
  bool may_ask(const console_run& mine, wall_time now) const;
  /// Whether REPLYs ask now.
  bool asks(const console_run& mine, wall_time now) const;

  static void fields(auto& self, auto&& field) {
    field("digest", self.digest);
    field("newest", self.newest);
    field("differs", self.differs);
    field("cloned", self.cloned);
    field("asking", self.asking);
    field("asker", self.asker);
    field("asked", self.asked);
  }
  friend bool operator==(const session_witness&, const session_witness&) = default;

  /// One run asks a bird at most once in this time, and REPLYs ask for as long.
  static constexpr std::chrono::hours ask_time{24};
};

}  // namespace aviary
