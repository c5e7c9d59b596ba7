#include "actors/incident_desk.hpp"

#include <algorithm>

#include "messages/hash.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

using unit = incident_desk;

/// A restored console finds the same name again, so its alerts repeat ids instead of making new
/// ones.
incident_id name_incident(const bird_id& bird, const report_id& opening) {
  bytes id;
  byte_writer writer(id);
  write(writer, opening);
  return blake2b_as<incident_id>({bird.value, id});
}

bool covers(const unit::window& window, wall_time at) {
  return at >= window.first - unit::quiet_max && at <= window.last + unit::quiet_max;
}

const unit::window* find_covering(const std::vector<unit::window>& windows, wall_time at) {
  const auto found = std::find_if(windows.begin(), windows.end(),
                                  [at](const auto& window) { return covers(window, at); });
  return found == windows.end() ? nullptr : &*found;
}

/// The oldest incident of this source on any bird that is open at `at`. Reports without a source
/// (what birds and console notice themselves) never join across birds.
const unit::window* find_of_source(const unit::state& state, const std::string& source,
                                   wall_time at) {
  if (source.empty()) return nullptr;
  const unit::window* oldest = nullptr;
  auto entry = state.windows.lower_bound({source, bird_id{}, std::string()});
  for (; entry != state.windows.end() && std::get<0>(entry->first) == source; ++entry) {
    const auto* candidate = find_covering(entry->second, at);
    if (candidate != nullptr && (oldest == nullptr || candidate->first < oldest->first))
      oldest = candidate;
  }
  return oldest;
}

bool has_touched(const unit::state& state, const std::string& source, const bird_id& bird,
                 wall_time at) {
  auto entry = state.windows.lower_bound({source, bird, std::string()});
  for (; entry != state.windows.end(); ++entry) {
    if (std::get<0>(entry->first) != source || std::get<1>(entry->first) != bird) return false;
    if (find_covering(entry->second, at) != nullptr) return true;
  }
  return false;
}

incident_id choose_incident(const unit::state& state, const unit::commands::file& wanted) {
  const auto& report = wanted.report;
  const auto own = state.windows.find({report.src_host, wanted.bird, report.kind});
  if (own != state.windows.end()) {
    if (const auto* window = find_covering(own->second, report.happened_at))
      return window->incident;
  }
  // A second kind on a bird that the source is at already is an incident of its own; a second bird
  // widens the one that is open.
  if (!has_touched(state, report.src_host, wanted.bird, report.happened_at)) {
    if (const auto* window = find_of_source(state, report.src_host, report.happened_at))
      return window->incident;
  }
  return name_incident(wanted.bird, report.id);
}

const incident_id* find_assigned(const unit::state& state, const bird_id& bird, std::uint64_t n) {
  const auto of_bird = state.unsettled.find(bird);
  if (of_bird == state.unsettled.end()) return nullptr;
  const auto found = of_bird->second.find(n);
  return found == of_bird->second.end() ? nullptr : &found->second;
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

namespace {

void file(const unit::state& state, const unit::commands::file& wanted, decision<unit>& out) {
  const auto* assigned = find_assigned(state, wanted.bird, wanted.n);
  const auto incident = assigned != nullptr ? *assigned : choose_incident(state, wanted);
  if (assigned == nullptr) {
    out.events.push_back(unit::events::report_assigned{
        wanted.bird, wanted.n, wanted.settled, incident, wanted.report.kind, wanted.report.src_host,
        wanted.report.happened_at});
  }
  out.effects.push_back(unit::effects::add_report{incident, wanted.bird, wanted.n, wanted.report});
}

}  // namespace

decision<incident_desk> incident_desk::decide(const state& state, live&, const command& command,
                                              instant) {
  decision<incident_desk> out;
  if (const auto* wanted = std::get_if<commands::file>(&command)) {
    file(state, *wanted, out);
  } else if (const auto* close = std::get_if<commands::close>(&command)) {
    if (!state.closing.contains(close->incident))
      out.events.push_back(events::windows_closed{*close});
    out.effects.push_back(effects::close{*close});
  } else if (const auto* closed = std::get_if<commands::closed>(&command)) {
    if (state.closing.contains(closed->incident))
      out.events.push_back(events::closing_settled{closed->incident});
  } else if (std::holds_alternative<resume>(command)) {
    for (const auto& [incident, by] : state.closing)
      out.effects.push_back(effects::close{{incident, by}});
  }
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

namespace {

void sweep_windows(unit::state& state) {
  const auto oldest = state.newest - unit::windows_kept;
  for (auto entry = state.windows.begin(); entry != state.windows.end();) {
    std::erase_if(entry->second, [oldest](const auto& window) { return window.last < oldest; });
    entry = entry->second.empty() ? state.windows.erase(entry) : std::next(entry);
  }
  state.until_sweep = unit::reports_per_sweep;
}

void widen_window(unit::state& state, const unit::events::report_assigned& event) {
  auto& windows = state.windows[{event.source, event.bird, event.kind}];
  const auto own = std::find_if(windows.begin(), windows.end(), [&](const auto& window) {
    return window.incident == event.incident && covers(window, event.happened_at);
  });
  if (own == windows.end()) {
    windows.push_back({event.incident, event.happened_at, event.happened_at});
    return;
  }
  own->first = std::min(own->first, event.happened_at);
  own->last = std::max(own->last, event.happened_at);
}

/// Those of one source lie together, and other sources' are many.
void close_windows(unit::state& state, const unit::events::windows_closed& event) {
  auto entry = state.windows.lower_bound({event.source, bird_id{}, std::string()});
  while (entry != state.windows.end() && std::get<0>(entry->first) == event.source) {
    std::erase_if(entry->second,
                  [&event](const auto& window) { return window.incident == event.incident; });
    entry = entry->second.empty() ? state.windows.erase(entry) : std::next(entry);
  }
}

void assign(unit::state& state, const unit::events::report_assigned& assigned) {
  widen_window(state, assigned);
  auto& of_bird = state.unsettled[assigned.bird];
  of_bird.erase(of_bird.begin(), of_bird.lower_bound(assigned.settled));
  of_bird.emplace(assigned.n, assigned.incident);
  state.newest = std::max(state.newest, assigned.happened_at);
  if (state.until_sweep == 0)
    sweep_windows(state);
  else
    --state.until_sweep;
}

}  // namespace

void incident_desk::evolve(state& state, const event& event) {
  if (const auto* assigned = std::get_if<events::report_assigned>(&event)) {
    assign(state, *assigned);
  } else if (const auto* closed = std::get_if<events::windows_closed>(&event)) {
    close_windows(state, *closed);
    state.closing.emplace(closed->incident, closed->by);
  } else if (const auto* settled = std::get_if<events::closing_settled>(&event)) {
    state.closing.erase(settled->incident);
  }
}

}  // namespace aviary
