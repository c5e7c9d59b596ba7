#pragma once

#include <array>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/time.hpp"
#include "storage/event_log.hpp"

// Whose keys belong to a bird tag. The edge's threads ask for every datagram; the only writer is
// the event log: whoever wires the console passes each durable record to `apply`, history first.
//
// The table keeps 32 octets of key for each bird, the root, unsealed and in RAM only. Everything
// else is derived on use (0.3 us for a direction), which is cheaper than the cache misses of a
// larger table.

namespace aviary {

/// One registration. The address stays valid as long as the table, also once it is revoked.
struct registered_bird {
  bird_tag tag{};
  registration_no number{};
  bird_id id{};
  /// Ordinal of the *bird* in this table, from 0: kept over its registrations, so what is known of
  /// a bird may lie in a plain array.
  std::uint32_t ordinal = 0;
  root_key root;
  /// False once it was revoked, or the bird was registered anew.
  std::atomic<bool> valid{true};
  /// The highest counter that the bird is known to have used. A new registration goes on where the
  /// last one was.
  mutable std::atomic<std::uint64_t> highest_used{0};

  counter highest() const { return {highest_used.load(std::memory_order_relaxed)}; }
  /// A message with that counter was opened, or a fragment of one was proven. The PRESENCE notes
  /// it; the edge only asks `highest`.
  void note_used(counter at) const;
};

/// A tag that asked and that nobody has.
struct unknown_tag {
  bird_tag tag{};
  std::uint32_t queries = 0;
  wall_time first_seen{};
  wall_time last_seen{};
};

class key_table {
 public:
  /// Opens a root that was sealed under the master key; nothing when it is another master key's.
  using unseal_root = std::function<std::optional<root_key>(byte_view sealed)>;

  explicit key_table(unseal_root unseal) : unseal_(std::move(unseal)) {}

  // -- for the edge, on any thread ---------------------------------------------------------------

  /// Nothing for a tag that nobody has, or whose registration is not valid any more.
  const registered_bird* find(bird_tag tag) const;
  /// The newest registration of a bird; nothing when it is not valid any more.
  const registered_bird* find(const bird_id& bird) const;

  /// Counts a query of a tag that `find` did not know. The table has room for 1,024 tags; among the
  /// few that share a place the one with the fewest queries goes first, so that a bird that keeps
  /// asking stays in it while random tags pass through.
  void note_unknown(bird_tag tag, wall_time now);
  std::vector<unknown_tag> unknown() const;
  static constexpr std::size_t unknown_max = 1024;

  // -- for the one writer ------------------------------------------------------------------------

  /// A durable record of the log, in order; all but `registered` and `revoked` of a bird_session
  /// are passed over. A root that does not unseal is counted and its bird stays unknown.
  void apply(const record& one);
  std::size_t unreadable_roots() const { return unreadable_roots_; }
  /// Birds, registered ever.
  std::size_t birds() const;

 private:
  /// Tags and ids are random already; a person admits each bird, so nobody picks many of them.
  struct by_octets {
    std::size_t operator()(bird_tag tag) const { return tag.value; }
    std::size_t operator()(const bird_id& id) const {
      return static_cast<std::size_t>(byte_reader(id.value).u64());
    }
  };

  void admit(const bird_id& bird, bird_tag tag, registration_no number, byte_view sealed_root);
  void revoke(const bird_id& bird);

  unseal_root unseal_;
  mutable std::shared_mutex mutex_;
  std::deque<registered_bird> registered_;  // never move
  /// Flat: an unknown tag costs one cache line, where chains of nodes cost three.
  boost::unordered_flat_map<bird_tag, registered_bird*, by_octets> by_tag_;
  boost::unordered_flat_map<bird_id, registered_bird*, by_octets> newest_;  // of each bird
  std::atomic<std::size_t> unreadable_roots_{0};
  mutable std::mutex unknown_mutex_;
  std::array<unknown_tag, unknown_max> unknown_{};
};

}  // namespace aviary
