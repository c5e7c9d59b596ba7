#include "actors/incident.hpp"

#include "messages/hex.hpp"
#include "messages/json.hpp"
#include "messages/report.hpp"

namespace aviary {

std::string alert_body(const incident::events::opened& opened) {
  const auto& report = opened.report;
  json_object body;
  body["type"] = "incident.opened";
  body["incident"] = to_hex(opened.id.value);
  body["kind"] = report.kind;
  body["bird"] = report.bird_name;
  body["bird_id"] = to_hex(opened.bird.value);
  body["src_host"] = report.src_host;
  body["src_port"] = report.src_port;
  body["dst_host"] = report.dst_host;
  body["dst_port"] = report.dst_port;
  body["user"] = report.user;
  body["report"] = to_text(report.id);
  body["happened_at"] = utc_text(report.happened_at);
  return serialize_json(body);
}

namespace {

using unit = incident;

void add_report(const unit::state& state, const unit::commands::add_report& wanted,
                decision<unit>& out) {
  const bool opens = !state.opened;
  const auto of_bird = state.reports.find(wanted.bird);
  const bool known = of_bird != state.reports.end() && of_bird->second.contains(wanted.n);
  if (opens) {
    unit::events::opened opened{wanted.id, wanted.bird, wanted.report};
    out.effects.push_back(unit::effects::raise{wanted.id, alert_body(opened)});
    out.events.push_back(std::move(opened));
    out.events.push_back(unit::events::alert_raised{});
  } else if (of_bird == state.reports.end() && wanted.bird != state.opened->bird) {
    out.events.push_back(unit::events::widened{wanted.id, wanted.bird});
  }
  if (!known) {
    out.events.push_back(
        unit::events::report_added{wanted.id, wanted.bird, wanted.n, wanted.report.happened_at});
  }
  out.effects.push_back(unit::effects::filed{wanted.bird, wanted.n});
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<incident> incident::decide(const state& state, live&, const command& command, instant) {
  decision<incident> out;
  if (const auto* wanted = std::get_if<commands::add_report>(&command)) {
    add_report(state, *wanted, out);
  } else if (std::holds_alternative<commands::raised>(command)) {
    if (state.owes_alert) out.events.push_back(events::alert_settled{});
  } else if (const auto* seen = std::get_if<commands::acknowledge>(&command)) {
    if (state.opened && state.acknowledged_by.empty())
      out.events.push_back(events::acknowledged{{state.id, seen->by}});
  } else if (const auto* close = std::get_if<commands::close>(&command)) {
    // One that a loss has cut off the log has nothing to close; the desk is rid of it all the same.
    if (state.opened && state.closed_by.empty())
      out.events.push_back(events::closed{{state.id, close->by}});
    out.effects.push_back(effects::close_taken{close->id});
  } else if (const auto* said = std::get_if<commands::note>(&command)) {
    if (state.opened && state.notes < notes_max)
      out.events.push_back(events::noted{state.id, said->by, said->text});
  } else if (std::holds_alternative<resume>(command)) {
    if (state.owes_alert)
      out.effects.push_back(effects::raise{state.id, alert_body(*state.opened)});
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

void incident::evolve(state& state, const event& event) {
  if (const auto* opened = std::get_if<events::opened>(&event)) {
    state.id = opened->id;
    state.opened = *opened;
    state.owes_alert = true;  // here already: an accepted loss may have cut the log behind this
  } else if (std::holds_alternative<events::alert_raised>(event)) {
    state.owes_alert = true;
  } else if (const auto* added = std::get_if<events::report_added>(&event)) {
    state.reports[added->bird].insert(added->n);
  } else if (std::holds_alternative<events::alert_settled>(event)) {
    state.owes_alert = false;
  } else if (const auto* acknowledged = std::get_if<events::acknowledged>(&event)) {
    state.acknowledged_by = acknowledged->by;
  } else if (const auto* closed = std::get_if<events::closed>(&event)) {
    state.closed_by = closed->by;
  } else if (std::holds_alternative<events::noted>(event)) {
    ++state.notes;
  }
}

}  // namespace aviary
