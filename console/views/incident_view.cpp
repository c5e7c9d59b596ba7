#include "console/views/incident_view.hpp"

#include <algorithm>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/event_codec.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/retry_queue.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

template <class Unit>
typename Unit::event read(const record& one) {
  auto event = decode_event<typename Unit::event>(one.type, one.payload);
  AVIARY_INVARIANT(event.has_value(), "a record is of a type and shape that this version knows");
  return *std::move(event);
}

std::string_view unit_of(const record& one) {
  return std::string_view(one.stream).substr(0, one.stream.find('/'));
}

/// The report that was accepted at that position, as it was sent.
json_object read_report(const event_log& log, position at) {
  json_object out;
  log.scan(position{at.value - 1}, [&out](const record& one) {
    const auto accepted = std::get<bird_session::events::report_accepted>(read<bird_session>(one));
    auto parsed = parse_json(accepted.body);
    AVIARY_INVARIANT(parsed && parsed->is_object(), "what was accepted is a report");
    out["id"] = nullptr;  // shown first
    for (auto& member : parsed->get_object()) out[member.key()] = std::move(member.value());
    // A sensor's own members of these names give way: they would hide what the console knows.
    out["id"] = to_text(accepted.id);
    out["happened_at"] = utc_text(accepted.happened_at);
    out["arrived"] = utc_text(accepted.arrived);
    return false;
  });
  return out;
}

/// The note that was written down at that position.
json_object read_note(const event_log& log, position at) {
  json_object out;
  log.scan(position{at.value - 1}, [&out](const record& one) {
    const auto noted = std::get<incident::events::noted>(read<incident>(one));
    out = {{"at", utc_text(one.at)}, {"by", noted.by}, {"text", noted.text}};
    return false;
  });
  return out;
}

}  // namespace

// -- feeding -------------------------------------------------------------------------------------

void incident_view::apply(const record& one) {
  const std::lock_guard lock(guard_);
  const auto unit = unit_of(one);
  if (unit == "bird_session")
    apply_session(one);
  else if (unit == "incident_desk")
    apply_desk(one);
  else if (unit == "incident")
    apply_incident(one);
  else if (unit == "alert_desk" || unit == "retry_queue")
    apply_delivery(one);
}

void incident_view::apply_desk(const record& one) {
  if (one.type != incident_desk::events::report_assigned::name) return;
  const auto event = std::get<incident_desk::events::report_assigned>(read<incident_desk>(one));
  auto& report = reports_[{event.bird, event.n}];
  report.assigned_at = one.at_position;
  report.incident = event.incident;
}

void incident_view::apply_session(const record& one) {
  const auto event = read<bird_session>(one);
  if (const auto* accepted = std::get_if<bird_session::events::report_accepted>(&event)) {
    const report_place place{accepted->bird, accepted->n};
    auto& report = reports_[place];
    report.id = accepted->id;
    report.accepted_at = one.at_position;
    report.happened_at = accepted->happened_at;
    report.sealed_at = accepted->at;
    places_[accepted->id] = place;
  } else if (const auto* told = std::get_if<bird_session::events::settings_reported>(&event)) {
    bird_names_[told->bird] = told->bird_name;
  }
}

void incident_view::apply_incident(const record& one) {
  const auto event = read<incident>(one);
  const auto touch = [&](const incident_id& id) -> incident_row& {
    auto& row = incidents_[id];
    by_update_.erase(row.updated_at);
    by_update_.emplace(one.at_position, id);
    row.updated_at = one.at_position;
    row.updated = one.at;
    return row;
  };
  if (const auto* opened = std::get_if<incident::events::opened>(&event)) {
    auto& row = touch(opened->id);
    row.id = opened->id;
    row.opened_at = one.at_position;
    row.opened = one.at;
    row.kind = opened->report.kind;
    row.src_host = opened->report.src_host;
    row.bird_name = opened->report.bird_name;
  } else if (const auto* added = std::get_if<incident::events::report_added>(&event)) {
    auto& row = touch(added->id);
    row.birds.insert(added->bird);
    row.reports.push_back({added->bird, added->n});
    reports_[{added->bird, added->n}].added_at = one.at_position;
  } else if (const auto* seen = std::get_if<incident::events::acknowledged>(&event)) {
    touch(seen->id).acknowledged_by = seen->by;
  } else if (const auto* closed = std::get_if<incident::events::closed>(&event)) {
    touch(closed->id).closed_by = closed->by;
  } else if (const auto* said = std::get_if<incident::events::noted>(&event)) {
    touch(said->id).notes.push_back(one.at_position);
  }
}

void incident_view::apply_delivery(const record& one) {
  if (one.type == alert_desk::events::alert_routed::name) {
    const auto routed = std::get<alert_desk::events::alert_routed>(read<alert_desk>(one));
    for (const auto& channel : routed.channels) {
      const auto alert = alert_id(routed.incident, channel);
      deliveries_[alert].routed_at = one.at_position;
      const auto found = incidents_.find(routed.incident);
      if (found != incidents_.end()) found->second.alerts.push_back(alert);
    }
  } else if (one.type == retry_queue::events::enqueued::name) {
    const auto enqueued = std::get<retry_queue::events::enqueued>(read<retry_queue>(one));
    deliveries_[enqueued.id].enqueued_at = one.at_position;
  } else if (one.type == retry_queue::events::acknowledged::name) {
    const auto done = std::get<retry_queue::events::acknowledged>(read<retry_queue>(one));
    auto& delivery = deliveries_[done.id];
    delivery.done_at = one.at_position;
    delivery.attempts = done.attempts;
    delivery.result = done.result;
  }
}

// -- answering -----------------------------------------------------------------------------------

json_object incident_view::summary(const incident_row& one) const {
  const auto name_of = [this](const bird_id& bird) {
    if (bird == console_itself) return std::string("console");
    const auto found = bird_names_.find(bird);
    return found == bird_names_.end() ? to_hex(bird.value) : found->second;
  };
  json_array birds;
  for (const auto& bird : one.birds) birds.emplace_back(name_of(bird));
  json_object out;
  out["id"] = to_hex(one.id.value);
  out["state"] = !one.closed_by.empty()         ? "closed"
                 : !one.acknowledged_by.empty() ? "acknowledged"
                                                : "open";
  out["kind"] = one.birds.size() > 1 ? "network_scan" : one.kind;
  out["src_host"] = one.src_host;
  out["bird"] = !one.reports.empty() ? name_of(one.reports.front().first) : one.bird_name;
  out["birds"] = std::move(birds);
  out["reports_count"] = one.reports.size();
  out["opened"] = utc_text(one.opened);
  out["updated"] = utc_text(one.updated);
  out["updated_id"] = one.updated_at.value;
  out["notes_count"] = one.notes.size();
  if (!one.acknowledged_by.empty()) out["acknowledged_by"] = one.acknowledged_by;
  if (!one.closed_by.empty()) out["closed_by"] = one.closed_by;
  return out;
}

json_object incident_view::list(const page& wanted) const {
  const std::lock_guard lock(guard_);
  json_object out;
  json_array incidents;
  auto at = wanted.before == position{} ? by_update_.end() : by_update_.lower_bound(wanted.before);
  for (; at != by_update_.begin(); --at) {
    const auto& [updated, id] = *std::prev(at);
    if (updated <= wanted.since) break;
    if (incidents.size() == wanted.limit) {
      out["next"] = at->first.value;
      break;
    }
    incidents.push_back(summary(incidents_.at(id)));
  }
  out["incidents"] = std::move(incidents);
  out["updated_id"] = latest_of_all().value;
  return out;
}

std::vector<json_object> incident_view::updated_behind(position since, std::size_t limit) const {
  const std::lock_guard lock(guard_);
  std::vector<json_object> out;
  for (auto at = by_update_.upper_bound(since); at != by_update_.end() && out.size() < limit; ++at)
    out.push_back(summary(incidents_.at(at->second)));
  return out;
}

position incident_view::latest() const {
  const std::lock_guard lock(guard_);
  return latest_of_all();
}

position incident_view::latest_of_all() const {
  return by_update_.empty() ? position{} : by_update_.rbegin()->first;
}

std::optional<json_object> incident_view::show(const incident_id& id, const event_log& log) const {
  json_object out;
  std::vector<accepted_report> reports;
  std::vector<position> notes;
  {
    const std::lock_guard lock(guard_);
    const auto found = incidents_.find(id);
    if (found == incidents_.end()) return {};
    out = summary(found->second);
    notes = found->second.notes;
    for (const auto& place : found->second.reports) reports.push_back(reports_.at(place));
  }
  json_array texts;
  for (const auto at : notes) texts.push_back(read_note(log, at));
  out["notes"] = std::move(texts);
  std::ranges::sort(reports, {}, &accepted_report::id);
  json_array bodies;
  for (const auto& report : reports) bodies.push_back(read_report(log, report.accepted_at));
  out["reports"] = std::move(bodies);
  return out;
}

std::optional<json_object> incident_view::why(const report_id& id) const {
  const std::lock_guard lock(guard_);
  const auto place = places_.find(id);
  if (place == places_.end()) return {};
  const auto& report = reports_.at(place->second);
  const auto at = [](const std::optional<position>& where) {
    return where ? json_value(where->value) : json_value(nullptr);
  };
  json_object out;
  out["report"] = to_text(id);
  out["bird"] = to_hex(place->second.first.value);
  out["n"] = place->second.second;
  out["message_counter"] = report.sealed_at.value;
  out["accepted_at"] = report.accepted_at.value;
  out["assigned_at"] = at(report.assigned_at);
  out["added_at"] = at(report.added_at);
  json_array alerts;
  if (report.incident) {
    out["incident"] = to_hex(report.incident->value);
    const auto incident = incidents_.find(*report.incident);
    if (incident != incidents_.end()) {
      for (const auto& alert : incident->second.alerts) {
        const auto& delivery = deliveries_.at(alert);
        json_object one;
        one["alert"] = alert;
        one["routed_at"] = delivery.routed_at.value;
        one["enqueued_at"] = at(delivery.enqueued_at);
        one["delivered_at"] = at(delivery.done_at);
        one["attempts"] = delivery.attempts;
        one["result"] = delivery.result;
        alerts.push_back(std::move(one));
      }
    }
  }
  out["alerts"] = std::move(alerts);
  return out;
}

bool incident_view::contains(const incident_id& id) const {
  const std::lock_guard lock(guard_);
  return incidents_.contains(id);
}

bool incident_view::is_acknowledged(const incident_id& id) const {
  const std::lock_guard lock(guard_);
  const auto found = incidents_.find(id);
  return found != incidents_.end() && !found->second.acknowledged_by.empty();
}

bool incident_view::is_closed(const incident_id& id) const {
  const std::lock_guard lock(guard_);
  const auto found = incidents_.find(id);
  return found != incidents_.end() && !found->second.closed_by.empty();
}

std::string incident_view::source_of(const incident_id& id) const {
  const std::lock_guard lock(guard_);
  const auto found = incidents_.find(id);
  return found == incidents_.end() ? std::string() : found->second.src_host;
}

std::size_t incident_view::notes_count(const incident_id& id) const {
  const std::lock_guard lock(guard_);
  const auto found = incidents_.find(id);
  return found == incidents_.end() ? 0 : found->second.notes.size();
}

}  // namespace aviary
