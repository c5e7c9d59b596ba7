#include "sim/ledger.hpp"

#include <utility>
#include <variant>

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

using report_place = std::pair<bird_id, std::uint64_t>;

/// What the console's log says, gathered in one scan.
struct findings {
  std::map<std::string, std::vector<report_place>> accepted;  // by report id
  std::map<report_place, int> times_assigned;
  std::map<report_place, std::set<incident_id>> incidents_of;
  std::map<report_place, int> times_added;
  std::set<incident_id> opened;
  std::map<incident_id, int> routed;
  std::set<std::string> alert_ids;
  std::map<std::pair<bird_id, registration_no>, int> times_registered;
  std::set<bird_id> called_clones;
};

template <class Event>
std::optional<Event> read_as(const record& one) {
  if (one.type != Event::name) return {};
  return std::get<Event>(*decode_event<std::variant<Event>>(one.type, one.payload));
}

bool is_said_of_clone(const bird_session::events::report_accepted& event) {
  if (event.id.boot != console_boot) return false;
  const auto said = decode_report(as_bytes(event.body));
  return said && said->type == log_types::bird_cloned;
}

findings scan(const event_log& log) {
  findings out;
  log.scan({}, [&out](const record& one) {
    if (const auto accepted = read_as<bird_session::events::report_accepted>(one)) {
      out.accepted[to_text(accepted->id)].push_back({accepted->bird, accepted->n});
      if (is_said_of_clone(*accepted)) out.called_clones.insert(accepted->bird);
    } else if (const auto assigned = read_as<incident_desk::events::report_assigned>(one)) {
      ++out.times_assigned[{assigned->bird, assigned->n}];
    } else if (const auto added = read_as<incident::events::report_added>(one)) {
      out.incidents_of[{added->bird, added->n}].insert(added->id);
      ++out.times_added[{added->bird, added->n}];
    } else if (const auto opened = read_as<incident::events::opened>(one)) {
      out.opened.insert(opened->id);
    } else if (const auto routed = read_as<alert_desk::events::alert_routed>(one)) {
      ++out.routed[routed->incident];
      for (const auto& channel : routed->channels)
        out.alert_ids.insert(alert_id(routed->incident, channel));
    } else if (const auto registered = read_as<bird_session::events::registered>(one)) {
      ++out.times_registered[{registered->bird, registered->number}];
    }
    return true;
  });
  return out;
}

/// Whether a queue holds the alert: it may take one over again that it delivered already, when the
/// alert desk crashed before it knew that.
bool is_owed(const event_log& log, const std::string& alert) {
  bool owed = false;
  log.scan({}, [&](const record& one) {
    if (const auto enqueued = read_as<retry_queue::events::enqueued>(one))
      owed = owed || enqueued->id == alert;
    else if (const auto done = read_as<retry_queue::events::acknowledged>(one))
      owed = owed && done->id != alert;
    return true;
  });
  return owed;
}

}  // namespace

void ledger::sent(const std::string& alert, const event_log& console_log) {
  if (!is_owed(console_log, alert))
    broken_at_once_.push_back("alert " + alert + " was sent while no queue owed it");
}

void ledger::delivered(const std::string& alert, const std::string& body) {
  const auto [known, fresh] = alerts_.emplace(alert, body);
  if (!fresh && known->second != body)
    broken_at_once_.push_back("alert " + alert + " came with two bodies");
}

std::vector<std::string> ledger::broken_promises(
    const event_log& console_log, const std::vector<const event_log*>& all_logs) const {
  auto out = broken_at_once_;
  auto found = scan(console_log);
  for (const auto& report : stored_) {
    if (!found.accepted.contains(report)) out.push_back("report " + report + " is lost");
  }
  for (const auto& [report, places] : found.accepted) {
    if (places.size() != 1) out.push_back("report " + report + " was accepted twice");
    const auto incidents = found.incidents_of.find(places.front());
    if (incidents == found.incidents_of.end())
      out.push_back("report " + report + " is in no incident");
    else if (incidents->second.size() != 1)
      out.push_back("report " + report + " is in several incidents");
    else if (found.times_added.at(places.front()) != 1)
      out.push_back("report " + report + " is in its incident twice");
    else if (found.times_assigned[places.front()] > 1)
      out.push_back("report " + report + " was assigned twice");
  }
  for (const auto& incident : found.opened) {
    if (!found.routed.contains(incident))
      out.push_back("incident " + to_hex(incident.value) + " raised no alert");
    else if (found.routed.at(incident) != 1)
      out.push_back("incident " + to_hex(incident.value) + " raised two alerts");
  }
  for (const auto& alert : found.alert_ids) {
    if (!alerts_.contains(alert)) out.push_back("alert " + alert + " was not delivered");
  }
  for (const auto& [alert, body] : alerts_) {
    if (!found.alert_ids.contains(alert)) out.push_back("alert " + alert + " is nobody's");
  }
  for (const auto& [registration, times] : found.times_registered) {
    if (times != 1)
      out.push_back("bird " + to_hex(registration.first.value) +
                    " was registered twice under one number");
  }
  for (const auto& bird : found.called_clones)
    out.push_back("bird " + to_hex(bird.value) + " has no clone but is said to have one");
  for (const auto* log : all_logs) {
    log->for_each_stream([&out](const stream_name& stream, const stream_head& head) {
      if (head.owes) out.push_back("stream " + stream + " still owes something");
    });
  }
  return out;
}

}  // namespace aviary
