#include "sim/network/server_health.hpp"

#include <utility>

namespace aviary {
namespace {

/// infra.c: the next probe waits for the timeout of this one, rounded up, and a second more.
constexpr std::chrono::seconds probe_pause{2};
/// A shift beyond it exceeds every timeout_max.
constexpr unsigned doublings_max = 10;

}  // namespace

bool server_health::admits(instant now) {
  forget_what_is_old(now);
  if (now < throttled_until_) return false;
  if (dead() && now < last_sent_ + outage_.dead_pause) return false;
  if (outage_.down_from.count() > 0 && timeout_ >= outage_.down_from) return false;
  return now >= probe_until_;
}

void server_health::forget_what_is_old(instant now) {
  if (!known_ || now < known_since_ + outage_.memory) return;
  known_ = measured_ = false;
  finds_out_ = outage_.down_from.count() > 0 && timeout_ >= outage_.down_from;
  timeout_ = finds_out_ ? outage_.probes_from : retry_.timeout_first;
  timeouts_in_row_ = 0;
}

instant::duration server_health::timeout(unsigned attempts) const {
  if (retry_.backs_off_with_the_server)
    return std::clamp<instant::duration>(timeout_, retry_.timeout_min, retry_.timeout_max);
  auto wait = instant::duration(retry_.timeout_first);
  if (retry_.remembers_round_trips && measured_) wait = std::max(wait, srtt_ + 4 * rttvar_);
  if (attempts >= retry_.constant_attempts)
    wait *= 1 << std::min(attempts - retry_.constant_attempts + 1, doublings_max);
  return std::clamp<instant::duration>(wait, retry_.timeout_min, retry_.timeout_max);
}

void server_health::sent(instant::duration timeout, instant now) {
  last_sent_ = now;
  if (!known_) {
    known_ = true;
    known_since_ = now;
  }
  if (outage_.probes_from.count() > 0 && timeout >= outage_.probes_from)
    probe_until_ = now + timeout + probe_pause;
}

void server_health::answered(instant::duration round_trip) {
  timeouts_in_row_ = 0;
  finds_out_ = false;
  probe_until_ = throttled_until_ = {};
  if (measured_) {  // RFC 6298 section 2.3
    const auto off = round_trip > srtt_ ? round_trip - srtt_ : srtt_ - round_trip;
    rttvar_ += (off - rttvar_) / 4;
    srtt_ += (round_trip - srtt_) / 8;
  } else {
    srtt_ = round_trip;
    rttvar_ = round_trip / 2;
  }
  measured_ = true;
  timeout_ = retry_.remembers_round_trips
                 ? std::clamp<instant::duration>(srtt_ + 4 * rttvar_, retry_.timeout_min,
                                                 retry_.timeout_max)
                 : instant::duration(retry_.timeout_first);
}

void server_health::timed_out(instant::duration timeout, instant now) {
  // The timeout that ran out is doubled, not the present one: many queries that time out at one
  // instant count once (unbound, rtt_lost).
  if (timeout_ >= timeout)
    timeout_ = std::max(timeout_, std::min<instant::duration>(2 * timeout, retry_.timeout_max));
  if (std::exchange(finds_out_, false)) timeout_ = outage_.down_from;
  ++timeouts_in_row_;
  if (outage_.throttled_after > 0 && timeouts_in_row_ >= outage_.throttled_after)
    throttled_until_ = now + outage_.throttled_for;
}

}  // namespace aviary
