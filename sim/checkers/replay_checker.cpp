#include "sim/checkers/replay_checker.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/registration.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

/// Nothing when the records are not those of such a unit.
template <class Unit>
std::optional<typename Unit::state> replayed(const event_log& log, std::string_view stream) {
  typename Unit::state out;
  bool is_readable = true;
  log.scan({}, [&](const record& one) {
    if (one.stream != stream || one.retired) return true;
    const auto event = decode_from_log<Unit>(one.type, one.payload);
    is_readable = event.has_value();
    if (is_readable) Unit::evolve(out, *event);
    return is_readable;
  });
  if (!is_readable) return {};
  return out;
}

template <class Unit>
bool is_same(const sightings::unit_at_rest& at) {
  const auto* held = std::any_cast<const typename Unit::state*>(at.state);
  return held != nullptr && replayed<Unit>(*at.log, at.stream) == **held;
}

struct known_unit {
  std::string_view name;
  bool (*is_same)(const sightings::unit_at_rest&);
};

constexpr std::array units{
    known_unit{"bird_session", is_same<bird_session>},
    known_unit{"incident_desk", is_same<incident_desk>},
    known_unit{"incident", is_same<incident>},
    known_unit{"alert_desk", is_same<alert_desk>},
    known_unit{"registration", is_same<registration>},
    known_unit{"retry_queue", is_same<retry_queue>},
};

}  // namespace

void replay_checker::see(const sighting& one) {
  const auto* at = std::get_if<sightings::unit_at_rest>(&one);
  if (at == nullptr) return;
  const auto name = at->stream.substr(0, at->stream.find('/'));
  const auto* unit = std::find_if(units.begin(), units.end(),
                                  [name](const auto& each) { return each.name == name; });
  if (unit == units.end() || !is_time(*at)) return;
  ++compared_;
  if (!unit->is_same(*at))
    broken((at->node == 0 ? std::string("console") : "bird " + std::to_string(at->node)) +
           ": what " + std::string(at->stream) + " holds is not what its stream makes");
}

bool replay_checker::is_time(const sightings::unit_at_rest& at) {
  auto& left = instants_left_[at.node];
  if (left > 0) return --left == 0;
  const auto between =
      std::max(instants_between_min, at.log->durable().value / records_per_instant);
  left = draws_.between(1, 2 * between);
  return false;
}

}  // namespace aviary
