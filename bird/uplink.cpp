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

/// Uploads have ids as reports have, of a boot that no bird has.
constexpr boot_id upload_boot{};

bool is_upload(const report_id& id) {
  return id.boot == upload_boot;
}

path_watch_settings watched(const uplink_settings& settings, const sender_settings& path) {
  auto known = settings.probes_paths ? settings.paths : std::vector<std::optional<path_findings>>{};
  known.resize(path.paths.size());
  return {{path.zone, path.bird, path.up.fragment, path.down.ack},
          std::move(known),
          settings.probes_paths};
}

}  // namespace

uplink::uplink(uplink_settings settings, const sender_settings& path, counter_source& counters,
               entropy_port& entropy, const clock_port& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      started_(clock.now()),
      sender_(path, counters, entropy),
      heartbeats_(entropy),
      watch_(watched(settings_, path), entropy, started_),
      told_(settings_.paths) {
  told_.resize(path.paths.size());
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
  if (auto probed = watch_.receive(resolver, datagram, clock_.now())) {
    std::vector<effect> out;
    perform(*std::move(probed), out);
    return out;
  }
  return perform(sender_.handle(sender::commands::datagram{resolver, datagram}, clock_.now()));
}

std::vector<uplink::effect> uplink::send_failed(std::size_t resolver) {
  return perform(sender_.handle(sender::commands::send_failed{resolver}, clock_.now()));
}

std::vector<uplink::effect> uplink::tick() {
  const auto now = clock_.now();
  auto out = queue_ && heartbeats_.take_due(now)
                 ? perform(sender_.handle(sender::commands::heartbeat_due{heartbeat_now()}, now))
                 : perform(sender_.handle(sender::commands::tick{}, now));
  perform(watch_.tick(may_begin_probe(), now), out);
  return out;
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
    if (is_upload(done->id)) return end_upload(done->id, true, out);
    const std::string result = done->unparsable ? "accepted as unparsable" : "accepted";
    out.push_back(
        effects::tell_queue{told::acknowledge{to_text(done->id), result, console_time_now()}});
  } else if (const auto* parked = std::get_if<sender::effects::parked>(&wanted)) {
    if (is_upload(parked->id)) return end_upload(parked->id, false, out);
    out.push_back(
        effects::tell_queue{told::park{to_text(parked->id), std::string(describe(parked->why))}});
  } else if (std::holds_alternative<sender::effects::console_answers>(wanted)) {
    watch_.answered(sender_.resolver(), clock_.now());
    out.push_back(effects::tell_queue{told::other_side_answers{}});
  } else if (const auto* beat = std::get_if<sender::effects::heartbeat_answered>(&wanted)) {
    take_heartbeat_answer(*beat, out);
  } else if (const auto* back = std::get_if<sender::effects::rolled_back>(&wanted)) {
    rolled_back_ = true;
    out.push_back(effects::notice{rolled_back_report(back->highest), {}});
  } else {
    watch_.degraded(std::get<sender::effects::path_degraded>(wanted).resolver, clock_.now());
  }
}

void uplink::perform(std::vector<path_watch::effect> wanted, std::vector<effect>& out) {
  for (auto& one : wanted) {
    if (auto* send = std::get_if<path_watch::effects::send>(&one))
      out.push_back(effects::send{send->resolver, std::move(send->octets), send->over_stream});
    else
      take_found(std::get<path_watch::effects::found>(one), out);
  }
}

// A path that limps is told once, and again when it limps otherwise or nobody could store that.
void uplink::take_found(const path_watch::effects::found& found, std::vector<effect>& out) {
  const auto& before = told_[found.resolver];
  const auto told = before ? advice(*before) : std::nullopt;
  const auto wanted = advice(found.now);
  const path_told news{found.resolver, found.now};
  if (wanted && wanted != told)
    out.push_back(effects::notice{limping_report(*wanted), news});
  else
    std::ranges::move(note_told(news), std::back_inserter(out));
  auto sent = perform(sender_.handle(
      sender::commands::path_found{found.resolver, profile_of(found.now)}, clock_.now()));
  std::ranges::move(sent, std::back_inserter(out));
  upload_paths_found(out);
}

std::vector<uplink::effect> uplink::note_told(const path_told& news) {
  told_.at(news.resolver) = news.found;
  return {effects::keep_path{news.resolver, news.found}};
}

void uplink::end_upload(const report_id& id, bool acknowledged, std::vector<effect>& out) {
  if (upload_under_way_ == id) upload_under_way_.reset();
  if (!acknowledged) return;
  if (upload_ && upload_->id == id) upload_.reset();
  offer_upload(out);
}

void uplink::upload_paths_found(std::vector<effect>& out) {
  if (settings_.resolvers.empty()) return;
  known_paths paths;
  for (std::size_t i = 0; i < settings_.resolvers.size(); ++i)
    if (const auto& known = watch_.known(i)) paths.emplace(settings_.resolvers[i], *known);
  json_object content;
  content[upload_paths] = to_json(paths);
  const auto text = serialize_json(content);
  upload_.emplace();
  upload_->kind = message_kind::upload;
  upload_->body.assign(text.begin(), text.end());
  upload_->id = make_report_id(upload_boot, {uploads_++}, upload_->body);
  offer_upload(out);
}

/// Again with each answer to a heartbeat, until the console has it. One at a time: an older one
/// that is sealed anew would have a higher counter than the next one, and pass for news.
void uplink::offer_upload(std::vector<effect>& out) {
  if (!upload_ || upload_under_way_) return;
  upload_under_way_ = upload_->id;
  auto sent = perform(sender_.handle(*upload_, clock_.now()));
  std::ranges::move(sent, std::back_inserter(out));
}

// A reconcile of another run of the console than before means that what this process still waits
// for may have been accepted by a console that is no more.
void uplink::take_heartbeat_answer(const sender::effects::heartbeat_answered& beat,
                                   std::vector<effect>& out) {
  const auto now = clock_.now();
  console_time_ = beat.console_time;
  console_time_told_ = now;
  watch_.answered(sender_.resolver(), now);
  offer_upload(out);
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

report uplink::limping_report(const std::string& advice) const {
  report out;
  out.type = log_types::path_degraded;
  out.utc_time = utc_text(clock_.wall_now());
  put_logdata(out, "NOTICE", as_bytes(advice));
  return out;
}

// -- what may be asked ---------------------------------------------------------------------------

instant uplink::next_due() const {
  const auto beat = queue_ ? heartbeats_.next_due() : clock_.now() + heartbeats_.interval();
  const auto probe = watch_.next_due(may_begin_probe());
  return std::min({beat, sender_.next_due().value_or(beat), probe.value_or(beat)});
}

// In a silence a probe would be a burst that nobody answers, unless it may be what ends it.
bool uplink::may_begin_probe() const {
  return !sender_.silent(clock_.now()) || watch_.is_degraded(sender_.resolver());
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
  out.path_found = watch_.known(sender_.resolver());
  out.path_degraded =
      watch_.is_degraded(sender_.resolver()) || (out.path_found && out.path_found->limps());
  return out;
}

}  // namespace aviary
