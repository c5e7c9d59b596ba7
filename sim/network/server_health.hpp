#pragma once

#include <algorithm>

#include "messages/time.hpp"
#include "sim/network/resolver_profile.hpp"

// What a resolver remembers of the zone's name server: round trips, how long to wait for the next
// answer, and whether it is worth a query at all. One name server; with several, a resolver keeps
// one such memory for each.

namespace aviary {

class server_health {
 public:
  server_health(const retry_profile& retry, const outage_profile& outage)
      : retry_(retry), outage_(outage), timeout_(retry.timeout_first) {}

  /// Whether a query may be sent now.
  bool admits(instant now);
  /// Whether names get one attempt only.
  bool dead() const { return outage_.dead_after > 0 && timeouts_in_row_ >= outage_.dead_after; }
  /// The timeout of a question's next attempt; `attempts`: those that it had.
  instant::duration timeout(unsigned attempts) const;

  void sent(instant::duration timeout, instant now);
  void answered(instant::duration round_trip);
  /// An attempt that had this timeout was given up.
  void timed_out(instant::duration timeout, instant now);

  /// TCP did what UDP did not.
  void stream_worked(instant now) { stream_until_ = now + retry_.stream_kept; }
  bool prefers_stream(instant now) const { return now < stream_until_; }

 private:
  void forget_what_is_old(instant now);

  retry_profile retry_;
  outage_profile outage_;

  bool measured_ = false;
  instant::duration srtt_{0};
  instant::duration rttvar_{0};
  /// Where back-off is the server's: doubled by timeouts, set by answers.
  instant::duration timeout_;
  /// It was down until its memory ended: the next query is the one that finds out.
  bool finds_out_ = false;
  unsigned timeouts_in_row_ = 0;
  bool known_ = false;
  instant known_since_{};
  instant last_sent_{};
  instant probe_until_{};
  instant throttled_until_{};
  instant stream_until_{};
};

}  // namespace aviary
