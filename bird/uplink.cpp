#include "bird/uplink.hpp"

#include <algorithm>
#include <utility>

#include "messages/report.hpp"
#include "messages/report_id.hpp"

namespace aviary {

using std::chrono::floor;
using std::chrono::seconds;

uplink::uplink(uplink_settings settings, sender_settings path, counter_source& counters,
               entropy_port& entropy, const clock_port& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      started_(clock.now()),
      sender_(std::move(path), counters, entropy),
      heartbeats_(entropy) {
  heartbeats_.set_interval(settings_.interval, started_);
}

// -- what comes in -------------------------------------------------------------------------------

std::vector<uplink::effect> uplink::offer(const retry_queue::effects::offer& item) {
  const auto id = report_id_from_text(item.id);
  AVIARY_INVARIANT(id.has_value(), "the queue holds reports under their ids");
  sender::commands::offer offered;
  offered.id = *id;
  offered.body.assign(item.body.begin(), item.body.end());
  offered.made_at = made_at(item.made);
  return perform(sender_.handle(offered, clock_.now()));
}

std::vector<uplink::effect> uplink::receive(std::size_t resolver, byte_view datagram) {
  return perform(sender_.handle(sender::commands::datagram{resolver, datagram}, clock_.now()));
}

std::vector<uplink::effect> uplink::send_failed(std::size_t resolver) {
  return perform(sender_.handle(sender::commands::send_failed{resolver}, clock_.now()));
}

std::vector<uplink::effect> uplink::tick() {
  const auto now = clock_.now();
  if (heartbeats_.take_due(now))
    return perform(sender_.handle(sender::commands::heartbeat_due{{}, heartbeat_body()}, now));
  return perform(sender_.handle(sender::commands::tick{}, now));
}

// -- what goes out -------------------------------------------------------------------------------

std::vector<uplink::effect> uplink::perform(std::vector<sender::effect> wanted) {
  std::vector<effect> out;
  for (auto& one : wanted) perform_one(std::move(one), out);
  return out;
}

void uplink::perform_one(sender::effect&& wanted, std::vector<effect>& out) {
  using told = retry_queue::commands;
  if (auto* send = std::get_if<sender::effects::send>(&wanted)) {
    out.push_back(effects::send{send->resolver, std::move(send->octets), send->over_stream});
  } else if (const auto* done = std::get_if<sender::effects::acknowledged>(&wanted)) {
    const std::string result = done->unparsable ? "accepted as unparsable" : "accepted";
    out.push_back(effects::tell_queue{told::acknowledge{to_text(done->id), result}});
  } else if (const auto* parked = std::get_if<sender::effects::parked>(&wanted)) {
    out.push_back(
        effects::tell_queue{told::park{to_text(parked->id), std::string(describe(parked->why))}});
  } else if (std::holds_alternative<sender::effects::console_answers>(wanted)) {
    out.push_back(effects::tell_queue{told::other_side_answers{}});
  } else if (const auto* beat = std::get_if<sender::effects::heartbeat_answered>(&wanted)) {
    console_time_ = beat->console_time;
    if (beat->counted) last_heartbeat_answer_ = clock_.now();
  } else if (const auto* back = std::get_if<sender::effects::rolled_back>(&wanted)) {
    rolled_back_ = true;
    out.push_back(effects::notice{rolled_back_report(back->highest)});
  } else {
    path_degraded_ = true;
  }
}

bytes uplink::heartbeat_body() const {
  const auto now = clock_.now();
  heartbeat beat;
  beat.uptime_seconds = static_cast<std::uint32_t>(floor<seconds>(now - instant{}).count());
  beat.local_time = floor<seconds>(clock_.wall_now());
  beat.name = settings_.name;
  beat.location = settings_.location;
  beat.interval_seconds = static_cast<std::uint32_t>(heartbeats_.interval().count());
  beat.waiting =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(queue_.waiting, heartbeat_waiting_max));
  beat.dropped =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(queue_.dropped, heartbeat_dropped_max));
  if (const auto oldest = made_at(queue_.oldest); queue_.waiting > 0 && oldest)
    beat.oldest_seconds = static_cast<std::uint32_t>(floor<seconds>(now - *oldest).count());
  return encode(beat);
}

std::optional<instant> uplink::made_at(const stamp& made) const {
  if (made.machine_boot != clock_.machine_boot()) return {};
  return instant(std::chrono::nanoseconds(made.nanoseconds));
}

report uplink::rolled_back_report(counter highest) const {
  report out;
  out.type = log_types::bird_rolled_back;
  out.utc_time = utc_text(clock_.wall_now());
  put_logdata(out, "HIGHEST_COUNTER", as_bytes(std::to_string(highest.value)));
  return out;
}

// -- what may be asked ---------------------------------------------------------------------------

instant uplink::next_due() const {
  const auto beat = heartbeats_.next_due();
  return std::min(beat, sender_.next_due().value_or(beat));
}

uplink_status uplink::status() const {
  const auto now = clock_.now();
  uplink_status out;
  out.path = sender_.statistics(now);
  out.waiting = queue_.waiting;
  out.dropped = queue_.dropped;
  if (last_heartbeat_answer_) out.since_heartbeat = floor<seconds>(now - *last_heartbeat_answer_);
  out.console_time = console_time_;
  out.rolled_back = rolled_back_;
  out.path_degraded = path_degraded_;
  return out;
}

}  // namespace aviary
