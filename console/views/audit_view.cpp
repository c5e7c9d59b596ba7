#include "console/views/audit_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "actors/addresses.hpp"
#include "actors/alert_desk.hpp"
#include "actors/incident.hpp"
#include "actors/registration.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"

namespace aviary {
namespace {

/// Every event of ACCOUNTS is a change; of other units these are.
constexpr auto changes_of_others = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"incident", incident::events::acknowledged::name},
    {"incident", incident::events::closed::name},
    {"incident", incident::events::noted::name},
    {addresses::alert_desk, alert_desk::events::channel_added::name},
    {addresses::registration, registration::events::bird_admitted::name},
});

/// What is shown of a change. A member that is not here may be a secret.
constexpr auto shown =
    std::to_array<std::string_view>({"agent", "bird", "channel", "expires", "from", "id", "label",
                                     "number", "role", "tag", "text", "url", "user", "words"});

bool is_change(const record& one) {
  const auto unit = std::string_view(one.stream).substr(0, one.stream.find('/'));
  return unit == addresses::accounts ||
         std::ranges::find(changes_of_others, std::pair(unit, std::string_view(one.type))) !=
             changes_of_others.end();
}

json_object read_change(const event_log& log, position at) {
  json_object out;
  log.scan(position{at.value - 1}, [&out](const record& one) {
    out["position"] = one.at_position.value;
    out["at"] = utc_text(one.at);
    out["by"] = nullptr;  // unless it was written down
    out["change"] = one.type;
    auto payload = parse_json(as_text(one.payload));
    AVIARY_INVARIANT(payload && payload->is_object(), "an event is a JSON object");
    const auto& said = payload->get_object();
    if (const auto by = find_text(said, "by").value_or(""); !by.empty()) out["by"] = by;
    json_object about;
    for (const auto& [name, value] : said)
      if (std::ranges::find(shown, std::string_view(name)) != shown.end()) about[name] = value;
    out["about"] = std::move(about);
    out["chain"] = to_hex(one.chain.value);
    return false;
  });
  return out;
}

}  // namespace

void audit_view::apply(const record& one) {
  if (!is_change(one)) return;
  const std::lock_guard lock(guard_);
  changes_.push_back(one.at_position);
}

json_object audit_view::list(position before, const event_log& log) const {
  std::vector<position> page;
  {
    const std::lock_guard lock(guard_);
    auto at = before == position{} ? changes_.end() : std::ranges::lower_bound(changes_, before);
    while (at != changes_.begin() && page.size() < page_size) page.push_back(*--at);
  }
  json_array changes;
  for (const auto at : page) changes.push_back(read_change(log, at));
  json_object out;
  out["changes"] = std::move(changes);
  return out;
}

}  // namespace aviary
