#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

#include "actors/waiting_query.hpp"
#include "console/dns/key_table.hpp"
#include "messages/fragment_bitmap.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"
#include "messages/time.hpp"

// The whole messages that a SESSION has in hand, and the last that it is done with: whoever asks
// again is answered from here and not from the log. It is RAM: after a restart the console says
// "unknown", the bird seals the report anew, and the session finds that it has it already.

namespace aviary {

/// A message that the session has not acknowledged yet.
struct pending_message {
  message_name name;
  report_hash hash{};         ///< what its REPLY will tell
  fragment_bitmap received;   ///< what FRAGMENT_ACKs tell meanwhile: all of it
  bool of_fragments = false;  ///< it has a FRAGMENT STREAM, to be ended with it
  std::size_t octets = 0;
  instant since{};
  std::vector<waiting_query> queries;
};

/// A message that was answered.
struct finished_message {
  const registered_bird* bird = nullptr;
  message_name name;
  report_hash hash{};
  bool unparsable = false;
  instant since{};
};

class message_table {
 public:
  // -- pending -----------------------------------------------------------------------------------

  /// False when so much is in hand, of this bird or altogether, that no more should be admitted.
  bool has_room(const registered_bird& bird) const;
  pending_message& add(const registered_bird& bird, pending_message message);
  /// The newest one under that counter; only a tail tells a cloned bird's messages apart.
  pending_message* find_pending(const registered_bird& bird, counter at,
                                const std::optional<message_tail>& tail = {});

  // -- finished ----------------------------------------------------------------------------------

  /// Takes the message out of what is pending, if it is there, and notes it finished.
  std::optional<pending_message> finish(finished_message message);
  const finished_message* find_finished(const registered_bird& bird, counter at,
                                        const std::optional<message_tail>& tail = {}) const;

  /// Forgets what is too old.
  void sweep(instant now);

  std::size_t pending() const { return pending_count_; }
  std::size_t finished() const { return finished_.size(); }

  // -- constants ---------------------------------------------------------------------------------

  /// A bird has at most `window_max` queries in flight, so it can have no more messages in hand.
  static constexpr std::size_t pending_per_bird_max = 2 * window_max;
  /// Of reports that lie in mailboxes and in the log's queue.
  static constexpr std::size_t pending_octets_max = std::size_t{64} * 1024 * 1024;
  /// A lost REPLY is asked for again while its message is in the window.
  static constexpr std::size_t finished_per_bird_max = window_max;
  static constexpr std::size_t finished_max = 262'144;
  /// Parked reports are offered every 15 minutes at the latest, but then sealed anew; within this
  /// time a bird that waits for a REPLY asks by status.
  static constexpr std::chrono::minutes finished_time{15};
  /// A session always answers; one whose bird was registered anew in between answers for the new
  /// registration, and nobody would take its message out.
  static constexpr std::chrono::minutes pending_time{15};

 private:
  using finished_place = std::list<finished_message>::iterator;
  struct of_bird {
    std::vector<pending_message> pending;
    std::vector<finished_place> finished;  // oldest first
  };

  void forget_oldest();

  std::unordered_map<const registered_bird*, of_bird> birds_;
  std::list<finished_message> finished_;  // oldest first
  std::size_t pending_count_ = 0;
  std::size_t pending_octets_ = 0;
  instant pending_sweep_due_{};
};

}  // namespace aviary
