#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "messages/limits.hpp"
#include "sim/checkers/checker.hpp"

// Nothing is held for strangers, and of a registered bird no more than its share, whatever was
// replayed, forged or said with its keys. While things go wrong, no more messages of one bird are
// gathered than it may have on their way; in the end no stream is anybody's who is not registered,
// and no more actors are awake than so many birds and the incidents of the last minutes need.

namespace aviary {

class memory_checker final : public checker {
 public:
  /// A message that is pushed out has its end on the disk some time later, and one that is gone may
  /// come again.
  static constexpr std::chrono::seconds settling{10};
  /// An incident stays awake for two minutes behind the last that came to it.
  static constexpr std::chrono::minutes lingering{3};
  /// Registry, presence, registrar, account desk and channels; the incident desk, the alert desk,
  /// the registration, one channel's queue, and the session with itself.
  static constexpr std::size_t awake_of_console = 10;
  /// On the console its session and as many messages as may be gathered, which come and go; on the
  /// bird its registry, its desk, its uplink and its queue.
  static constexpr std::size_t awake_of_bird = 5 + messages_in_flight_max;

  void see(const sighting& one) override;
  void conclude(const outcome& end) override;

 private:
  void read(const record& one);
  std::size_t incidents_awake() const;
  void look(instant now, const event_log& fragments);
  void judge_streams(const outcome& end);

  std::set<std::string, std::less<>> sessions_;   // streams of birds that were registered
  std::set<std::string, std::less<>> gathering_;  // how the names of their fragment streams begin
  std::map<stream_name, instant> incidents_;      // when something last came to each
  instant now_{};
  bool console_is_up_ = false;
  std::map<stream_name, instant> held_since_;
};

}  // namespace aviary
