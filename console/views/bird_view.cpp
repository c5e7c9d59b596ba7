#include "console/views/bird_view.hpp"

#include <algorithm>
#include <vector>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"
#include "actors/event_codec.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"

namespace aviary {
namespace {

json_array to_json_with_advice(const known_paths& paths) {
  json_array out;
  for (const auto& [resolver, found] : paths) {
    json_object one{{"resolver", resolver}};
    for (const auto& member : to_json(found)) one.emplace(member.key(), member.value());
    if (const auto wanted = advice(found)) one["advice"] = *wanted;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

void bird_view::apply(const record& one) {
  if (!one.stream.starts_with("bird_session/")) return;
  const auto event = decode_event<bird_session::event>(one.type, one.payload);
  AVIARY_INVARIANT(event.has_value(), "a record is of a type and shape that this version knows");
  const std::lock_guard lock(guard_);
  if (one.stream == addresses::bird_session(console_itself)) return;
  using events = bird_session::events;
  if (const auto bird = bird_session::bird_of(*event); bird != bird_id{})
    bird_session::evolve_witness(birds_[bird].witness, *event);
  if (const auto* registered = std::get_if<events::registered>(&*event)) {
    auto& row = birds_[registered->bird];
    row.tag = registered->tag;
    row.number = registered->number;
    row.registered = one.at;
    row.paths.clear();
  } else if (const auto* accepted = std::get_if<events::report_accepted>(&*event)) {
    auto& row = birds_[accepted->bird];
    ++row.reports;
    row.last_report = accepted->arrived;
  } else if (const auto* silent = std::get_if<events::fell_silent>(&*event)) {
    birds_[silent->bird].silent = true;
  } else if (const auto* returned = std::get_if<events::returned>(&*event)) {
    birds_[returned->bird].silent = false;
  } else if (const auto* told = std::get_if<events::paths_reported>(&*event)) {
    const auto paths = parse_json(told->paths);
    if (paths && paths->is_object())
      birds_[told->bird].paths = known_paths_from_json(paths->get_object());
  } else if (const auto* settings = std::get_if<events::settings_reported>(&*event)) {
    auto& row = birds_[settings->bird];
    row.heard = true;
    row.name = settings->bird_name;
    row.location = settings->location;
    row.interval_seconds = settings->interval_seconds;
  }
}

json_object bird_view::to_json(const bird_id& id, const bird_row& one) {
  json_object out;
  out["id"] = to_hex(id.value);
  out["name"] = one.name;
  out["location"] = one.location;
  out["state"] = one.silent ? "silent" : one.heard ? "live" : "unheard";
  out["tag"] = one.tag.value;
  out["registration_no"] = one.number.value;
  out["registered"] = utc_text(one.registered);
  out["interval"] = one.interval_seconds;
  out["reports_count"] = one.reports;
  out["digest"] = !one.witness.differs ? "agrees" : one.witness.asking ? "reconciling" : "differs";
  if (one.reports > 0) out["last_report"] = utc_text(one.last_report);
  if (!one.paths.empty()) out["paths"] = to_json_with_advice(one.paths);
  return out;
}

json_object bird_view::list() const {
  const std::lock_guard lock(guard_);
  std::vector<const std::pair<const bird_id, bird_row>*> rows;
  for (const auto& entry : birds_) rows.push_back(&entry);
  std::ranges::sort(rows, {}, [](const auto* entry) { return entry->second.name; });
  json_array birds;
  for (const auto* entry : rows) birds.push_back(to_json(entry->first, entry->second));
  json_object out;
  out["birds"] = std::move(birds);
  return out;
}

std::optional<json_object> bird_view::show(std::string_view bird) const {
  const std::lock_guard lock(guard_);
  for (const auto& [id, row] : birds_)
    if (row.name == bird || to_hex(id.value) == bird) return to_json(id, row);
  return {};
}

}  // namespace aviary
