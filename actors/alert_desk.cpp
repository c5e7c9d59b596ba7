#include "actors/alert_desk.hpp"

#include <algorithm>

#include "messages/hex.hpp"

namespace aviary {

std::string alert_id(const incident_id& incident, std::string_view channel) {
  return to_hex(incident.value) + "." + std::string(channel);
}

namespace {

using unit = alert_desk;

void route(const unit::state& state, const incident_id& incident,
           const std::vector<std::string>& channels, const std::string& body, decision<unit>& out) {
  if (!state.routed.contains(incident)) {
    out.events.push_back(unit::events::alert_routed{incident, channels, body});
    for (const auto& channel : channels)
      out.effects.push_back(unit::effects::enqueue{channel, alert_id(incident, channel), body});
  }
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<alert_desk> alert_desk::decide(const state& state, live&, const command& command,
                                        instant) {
  decision<alert_desk> out;
  if (const auto* wanted = std::get_if<commands::raise>(&command)) {
    route(state, wanted->incident, state.channels, wanted->body, out);
    out.effects.push_back(effects::raised{wanted->incident});
  } else if (const auto* test = std::get_if<commands::test_channel>(&command)) {
    route(state, test->id, {test->channel}, test->body, out);
  } else if (const auto* queued = std::get_if<commands::queued>(&command)) {
    if (state.owed.contains(queued->alert))
      out.events.push_back(events::alert_queued{queued->alert});
  } else if (const auto* added = std::get_if<commands::add_channel>(&command)) {
    if (std::ranges::find(state.channels, added->channel) == state.channels.end())
      out.events.push_back(
          events::channel_added{added->channel, added->url, added->sealed_secret, added->by});
  } else if (std::holds_alternative<resume>(command)) {
    for (const auto& [alert, owed] : state.owed)
      out.effects.push_back(effects::enqueue{owed.channel, alert, owed.body});
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

void alert_desk::evolve(state& state, const event& event) {
  if (const auto* added = std::get_if<events::channel_added>(&event)) {
    state.channels.push_back(added->channel);
  } else if (const auto* routed = std::get_if<events::alert_routed>(&event)) {
    state.routed.insert(routed->incident);
    for (const auto& channel : routed->channels)
      state.owed.emplace(alert_id(routed->incident, channel), owed_alert{channel, routed->body});
  } else if (const auto* queued = std::get_if<events::alert_queued>(&event)) {
    state.owed.erase(queued->alert);
  }
}

}  // namespace aviary
