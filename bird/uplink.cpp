#include "bird/uplink.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "messages/report.hpp"
#include "messages/report_id.hpp"

namespace aviary {

using std::chrono::floor;
using std::chrono::seconds;

namespace {

/// Of a report. A journal's entries are 30 days old at most by one clock.
constexpr std::chrono::years age_max{10};

}  // namespace

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
  if (is_of_unknown_age(item)) {
    held_.push_back(item);
    return {};
  }
  const auto id = report_id_from_text(item.id);
  AVIARY_INVARIANT(id.has_value(), "the queue holds reports under their ids");
  sender::commands::offer offered;
  offered.id = *id;
  offered.body.assign(item.body.begin(), item.body.end());
  offered.made_at = made_at(item.made);
  if (!offered.made_at) offered.made_at = made_before(item.acknowledged);
  return perform(sender_.handle(offered, clock_.now()));
}

/// Of what goes over again after the machine was booted nobody here knows the age before the
/// console has told the time, in its REPLY to the first heartbeat that comes through.
bool uplink::is_of_unknown_age(const retry_queue::effects::offer& item) const {
  return !made_at(item.made) && item.acknowledged != wall_time{} && !console_time_;
}

std::vector<uplink::effect> uplink::offer_held() {
  std::vector<effect> out;
  for (const auto& item : std::exchange(held_, {}))
    std::ranges::move(offer(item), std::back_inserter(out));
  return out;
}

std::vector<uplink::effect> uplink::receive(std::size_t resolver, byte_view datagram) {
  return perform(sender_.handle(sender::commands::datagram{resolver, datagram}, clock_.now()));
}

std::vector<uplink::effect> uplink::send_failed(std::size_t resolver) {
  return perform(sender_.handle(sender::commands::send_failed{resolver}, clock_.now()));
}

std::vector<uplink::effect> uplink::tick() {
  const auto now = clock_.now();
  if (queue_ && heartbeats_.take_due(now))
    return perform(sender_.handle(sender::commands::heartbeat_due{heartbeat_now()}, now));
  return perform(sender_.handle(sender::commands::tick{}, now));
}

std::vector<uplink::effect> uplink::count(const retry_queue::effects::counted& queue) {
  queue_ = queue;
  const auto now = clock_.now();
  auto out = perform(sender_.handle(sender::commands::heartbeat_changed{heartbeat_now()}, now));
  if (!heartbeats_.take_due(now)) return out;
  auto more = perform(sender_.handle(sender::commands::heartbeat_due{heartbeat_now()}, now));
  std::ranges::move(more, std::back_inserter(out));
  return out;
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
    out.push_back(
        effects::tell_queue{told::acknowledge{to_text(done->id), result, console_time_now()}});
  } else if (const auto* parked = std::get_if<sender::effects::parked>(&wanted)) {
    out.push_back(
        effects::tell_queue{told::park{to_text(parked->id), std::string(describe(parked->why))}});
  } else if (std::holds_alternative<sender::effects::console_answers>(wanted)) {
    out.push_back(effects::tell_queue{told::other_side_answers{}});
  } else if (const auto* beat = std::get_if<sender::effects::heartbeat_answered>(&wanted)) {
    take_heartbeat_answer(*beat, out);
  } else if (const auto* back = std::get_if<sender::effects::rolled_back>(&wanted)) {
    rolled_back_ = true;
    out.push_back(effects::notice{rolled_back_report(back->highest)});
  } else {
    path_degraded_ = true;
  }
}

// A reconcile of another run of the console than before means that what this process still waits
// for may have been accepted by a console that is no more.
void uplink::take_heartbeat_answer(const sender::effects::heartbeat_answered& beat,
                                   std::vector<effect>& out) {
  const auto now = clock_.now();
  console_time_ = beat.console_time;
  console_time_told_ = now;
  std::ranges::move(offer_held(), std::back_inserter(out));
  if (!beat.counted) return;
  last_heartbeat_answer_ = now;
  const bool compared = queue_->waiting == 0 && beat.as_of == queue_->as_of;
  if (compared || beat.reconcile) disputed_ = beat.reconcile.has_value();
  if (!beat.reconcile) return;
  const auto& asked = *beat.reconcile;
  if (last_asker_ != asked.asker) {
    last_asker_ = asked.asker;
    auto anew = perform(sender_.handle(sender::commands::seal_anew{}, now));
    std::ranges::move(anew, std::back_inserter(out));
  }
  out.push_back(effects::tell_queue{
      retry_queue::commands::reconcile{asked.asker, asked.digest, beat.digest, beat.as_of}});
}

/// Zero while nobody has told the time.
wall_time uplink::console_time_now() const {
  if (!console_time_) return {};
  return *console_time_ +
         std::chrono::duration_cast<wall_time::duration>(clock_.now() - console_time_told_);
}

heartbeat_content uplink::heartbeat_now() const {
  return {queue_->digest, heartbeat_body(), queue_->as_of};
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
      static_cast<std::uint32_t>(std::min<std::uint64_t>(queue_->waiting, heartbeat_waiting_max));
  beat.dropped =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(queue_->dropped, heartbeat_dropped_max));
  if (const auto oldest = made_at(queue_->oldest); queue_->waiting > 0 && oldest)
    beat.oldest_seconds = static_cast<std::uint32_t>(floor<seconds>(now - *oldest).count());
  return encode(beat);
}

std::optional<instant> uplink::made_at(const stamp& made) const {
  if (made.machine_boot != clock_.machine_boot()) return {};
  return instant(std::chrono::nanoseconds(made.nanoseconds));
}

// The machine was booted since, so the stamp says nothing; but the console had it at that time.
std::optional<instant> uplink::made_before(wall_time console_time) const {
  const auto now = console_time_now();
  if (console_time == wall_time{} || now < console_time) return {};
  if (now - console_time > age_max) return {};  // one of the two was no time
  return clock_.now() - (now - console_time);
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
  const auto beat = queue_ ? heartbeats_.next_due() : clock_.now() + heartbeats_.interval();
  return std::min(beat, sender_.next_due().value_or(beat));
}

uplink_status uplink::status() const {
  const auto now = clock_.now();
  uplink_status out;
  out.path = sender_.statistics(now);
  if (queue_) {
    out.waiting = queue_->waiting;
    out.dropped = queue_->dropped;
    out.digest = queue_->digest;
    out.journal = queue_->journal;
    out.owed_again = queue_->owed_again;
    out.reconciling = queue_->reconciling;
  }
  out.disputed = disputed_;
  if (last_heartbeat_answer_) out.since_heartbeat = floor<seconds>(now - *last_heartbeat_answer_);
  out.console_time = console_time_;
  out.rolled_back = rolled_back_;
  out.path_degraded = path_degraded_;
  return out;
}

}  // namespace aviary
