#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "console/dns/key_table.hpp"
#include "messages/envelope.hpp"
#include "messages/heartbeat.hpp"
#include "messages/ids.hpp"
#include "messages/secret.hpp"
#include "messages/time.hpp"

// Who is alive. Nothing of it is on disk: what the log knows is that a bird fell silent or
// returned.
//
// A heartbeat counts when it carries the token of the current or the previous minute and a counter
// above all heartbeats of that bird before it. The token is made with a key that no other process
// ever had, so a heartbeat that was captured before a restart counts for nothing after it; and a
// bird that died is shown alive for no longer than
//
//     3 intervals + 120 s        (the two minutes are what somebody could hold its last heartbeat
//                                 back without its token becoming stale)
//
// because the time is reckoned not from the arrival but from the minute whose token it carries.

namespace aviary {

/// Makes tokens for as long as the process lives.
using epoch_key = secret<struct epoch_key_tag, 16>;

enum class life : std::uint8_t {
  unheard,  ///< no heartbeat since the bird was registered: nobody misses it yet
  awaited,  ///< the log says that it was alive, and the console has just started
  alive,
  silent,
};

/// What is kept of a bird while nothing happens. A million of them are 60 MB.
struct presence_record {
  const registered_bird* bird = nullptr;
  counter heartbeat{};  ///< the highest of a heartbeat that counted
  wall_time last_seen{};
  std::uint64_t settings = 0;  ///< SipHash of name, location and interval
  report_digest digest{};
  std::uint32_t uptime_seconds = 0;
  std::uint32_t dropped = 0;
  std::uint32_t oldest_seconds = 0;
  std::uint16_t waiting = 0;
  std::uint16_t interval_seconds = 0;
  life state = life::unheard;
};
static_assert(sizeof(presence_record) <= 96, "an idle bird costs no more");

class life_table {
 public:
  explicit life_table(const epoch_key& epoch) : epoch_(epoch) {}

  /// What is given to a bird with every REPLY, and is good for one to two minutes.
  life_token token(const bird_id& bird, instant now) const;

  // -- heartbeats --------------------------------------------------------------------------------

  struct verdict {
    bool stale_token = false;
    bool counts = false;
    bool repeated = false;          ///< the one that counted last, once more
    bool returned = false;          ///< from silence
    bool settings_changed = false;  ///< against what the log has
    bool dropped_changed = false;   ///< against what was heard last, 0 at first
  };
  /// `body`: nothing when it did not parse. A heartbeat that does not count changes nothing.
  verdict hear(const registered_bird& bird, counter at, const heartbeat_head& head,
               const heartbeat* body, instant now, wall_time wall);

  // -- silence -----------------------------------------------------------------------------------

  /// Calls back for each bird that has just fallen silent. To be called once a second; costs 4
  /// octets of memory traffic for each bird that there is.
  void sweep(instant now, const std::function<void(const presence_record&)>& fell_silent);

  // -- what the log knows at the start -----------------------------------------------------------

  /// The bird was alive under these settings: it will be missed. Nobody knows when it was seen
  /// last, so that is now.
  void recall_settings(const registered_bird& bird, std::string_view name,
                       std::string_view location, std::uint32_t interval_seconds, instant now,
                       wall_time wall);
  void recall_silence(const registered_bird& bird, wall_time wall);
  void recall_return(const registered_bird& bird, instant now, wall_time wall);

  // -- for views ---------------------------------------------------------------------------------

  /// By the birds' ordinals; a record without a bird is that of one that was never heard.
  const std::vector<presence_record>& records() const { return records_; }
  /// Octets held for so many birds.
  std::size_t octets() const;

  // -- constants ---------------------------------------------------------------------------------

  static constexpr std::chrono::seconds slice_time{60};
  /// A token is good in its own minute and the next.
  static constexpr std::chrono::seconds token_life = 2 * slice_time;
  static constexpr std::uint32_t intervals_missed = 3;
  /// Until a heartbeat has told its own.
  static constexpr std::uint16_t interval_default = 60;

 private:
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

  life_token token_of_slice(const bird_id& bird, std::uint64_t slice) const;
  std::uint64_t hash_settings(std::string_view name, std::string_view location,
                              std::uint32_t interval_seconds) const;
  presence_record& at(const registered_bird& bird);
  presence_record& recall(const registered_bird& bird, wall_time wall);
  /// It will be silent unless something comes within three intervals and the life of a token that
  /// was made at `made_seconds` of boot time.
  void await(const presence_record& record, std::uint64_t made_seconds);

  epoch_key epoch_;
  std::vector<presence_record> records_;
  /// Beside the records, so that the sweep reads nothing else: boot time in seconds.
  std::vector<std::uint32_t> silent_at_;
};

}  // namespace aviary
