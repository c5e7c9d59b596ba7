#include "bird/transport/send_path.hpp"

#include <algorithm>

namespace aviary {

bool send_path::may_send(instant now) const {
  return !window.paused_until(now) && pace.may_send(now) &&
         queries.under_way(rtt.timeout(), now) < window.size();
}

instant send_path::free_at(instant now) const {
  if (const auto paused = window.paused_until(now)) return *paused;
  if (!pace.may_send(now)) return pace.due(now);
  return queries.next_release(rtt.timeout(), now).value_or(now);
}

send_timing send_path::timing() const {
  return {rtt.timeout(), rtt.lost_after(), losses.quick_attempts(), losses.last_quick_attempts()};
}

void send_path::sent(instant now) {
  set_pace(now);
  pace.sent(now);
  quiet.sent(now);
}

bool send_path::answered(const open_query& query, bool delayed, instant now) {
  const bool ends_silence = quiet.answered(rtt.timeout(), now);
  std::optional<std::chrono::nanoseconds> rtt_of_path;
  if (!query.over_stream && !query.is_repeat) {
    const auto taken = now - query.sent_at;
    rtt.sample(taken);
    if (!delayed) rtt_of_path = taken;
  }
  window.answered(rtt_of_path, now);
  if (ends_silence) window.restart();
  return ends_silence;
}

void send_path::refused(const open_query& query, instant now, double jitter) {
  window.refused(query.sent_at, now, jitter);
  set_pace(now);
}

void send_path::slow_down(std::chrono::seconds pause, instant now) {
  window.slow_down(pause, now);
  set_pace(now);
}

void send_path::set_pace(instant now) {
  pace.set(window.troubled(now) ? send_pace::troubled_per_second : send_pace::clean_per_second);
}

}  // namespace aviary
