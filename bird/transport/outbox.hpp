#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include "bird/transport/parcel.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"
#include "messages/time.hpp"

// What the sender was given and has not got rid of, and in which order it goes. Sealed bytes of
// parked reports stay for a while: they are worth sending again soon, and the REPLY to them is good
// at any age.

namespace aviary {

class outbox {
 public:
  /// Sealed messages that are outstanding, the heartbeat not counted.
  static constexpr std::size_t outstanding_max = 31;
  /// Within this time after the console said that it holds something of a message, the same sealed
  /// bytes are worth sending again.
  static constexpr std::chrono::seconds repeat_within{60};
  /// A heartbeat that is owed longer goes before everything.
  static constexpr std::chrono::seconds heartbeat_overdue{5};
  /// A heartbeat without an answer is forgotten.
  static constexpr std::chrono::seconds heartbeat_life{60};

  // -- reports, results, uploads ------------------------------------------------------------------

  enum class admission : std::uint8_t { taken, known, no_room };
  /// Takes what is offered; what was parked goes on from where it was if that is worth while.
  admission offer(parcel offered, instant now);
  /// Takes it out of the lanes; forgets it when it is not sealed.
  void park(parcel& what);
  void forget(const parcel& what);
  /// Sees to it that one more message may be sealed: what was parked first goes.
  void make_room();
  /// Whether one more message of several fragments may be begun. `heartbeat_place`: one of the
  /// places is the heartbeat's, which has several fragments itself.
  bool may_begin_fragments(bool heartbeat_place) const;

  // -- the heartbeat ------------------------------------------------------------------------------

  /// Replaces the heartbeat that waits; the one that is on its way goes on until this one begins,
  /// which it does not while the other has several fragments.
  void heartbeat_due(parcel next, instant now);
  /// The waiting heartbeat begins its way.
  parcel& begin_heartbeat();
  bool heartbeat_waits() const { return waiting_.has_value(); }
  /// The heartbeat on its way ended; `answered`: nothing is owed until the next is due.
  parcel end_heartbeat(bool answered);
  /// Repeats a heartbeat at once, unless the next one waits already.
  void repeat_heartbeat(parcel last);
  void expire(instant now);

  // -- all of them --------------------------------------------------------------------------------

  /// The sealed one with this counter, parked ones included.
  parcel* find(counter message);
  /// What is not parked, in the order in which it may send: a heartbeat that is overdue; reports,
  /// results, uploads, of each kind what is one query first and then by age; a heartbeat. The
  /// pointers are good until something is put in or taken out.
  std::vector<parcel*> lanes(instant now);
  /// Everything that is sealed, parked or not.
  std::vector<parcel*> sealed();
  /// Reports, results and uploads that wait to be sealed.
  std::vector<parcel*> unsealed();

 private:
  std::list<parcel> reports_;  // in the order of their offers
  std::optional<parcel> heartbeat_;
  std::optional<parcel> waiting_;
  std::optional<instant> heartbeat_owed_since_;
};

static_assert(outbox::outstanding_max >= messages_in_flight_max);

}  // namespace aviary
