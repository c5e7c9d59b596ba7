#include <algorithm>

#include "console/accounts/account_service.hpp"
#include "console/api/api.hpp"
#include "messages/hex.hpp"

// GET /events[?since=UPDATED_ID]: incidents as they change, as server-sent events

namespace aviary {
namespace {

/// Of one piece; there is another one at once if more have changed.
constexpr std::size_t events_max = 20;

/// An event's id is `INCARNATION.POSITION`: positions of another log mean something else.
std::string event_id(const event_log& log, position at) {
  return to_hex(log.id().value) + "." + std::to_string(at.value);
}

/// The position in an id; the beginning when it is another log's. Nothing when it is no id.
std::optional<position> position_in(const event_log& log, std::string_view id) {
  const auto dot = std::min(id.find('.'), id.size());
  const auto at = number_of(id.substr(std::min(dot + 1, id.size())));
  const auto of = octets_from_hex<incarnation>(id.substr(0, dot));
  if (!at || !of) return {};
  return *of == log.id() ? position{*at} : position{};
}

/// Where a reader goes on: what it says that it has, or now.
std::optional<position> start_of(const api_context& context, const api_request& request) {
  if (!request.last_event_id.empty()) return position_in(*context.log, request.last_event_id);
  if (!request.query.contains("since")) return context.incidents->latest();
  const auto since = number_in(request, "since");
  return since ? std::optional(position{*since}) : std::nullopt;
}

/// HTML Living Standard, section 9.2.6.
std::string event_text(std::string_view name, const std::string& id, const json_object& data) {
  return "id: " + id + "\nevent: " + std::string(name) + "\ndata: " + serialize_json(data) + "\n\n";
}

}  // namespace

void get_events(const api_context& context, const api_request& request, const path_parts&,
                const api_reply& reply) {
  const auto start = start_of(context, request);
  if (!start)
    return reply(error_response(400, {"Last-Event-ID is no id of an event, or since no number",
                                      "connect again without it, and ask for /api/v1/incidents"}));
  // First where it begins: whoever is cut off before anything has changed goes on from there.
  api_response out{200, "text/event-stream",
                   event_text("log", event_id(*context.log, *start),
                              {{"incarnation", to_hex(context.log->id().value)}})};
  out.feed = [incidents = context.incidents, log = context.log, accounts = context.accounts,
              who = request.who, after = *start]() mutable -> std::optional<std::string> {
    if (accounts != nullptr && !accounts->view().still_holds(who, accounts->wall_now())) return {};
    std::string text;
    for (const auto& one : incidents->updated_behind(after, events_max)) {
      after = position{*find_uint(one, "updated_id")};
      text += event_text("incident", event_id(*log, after), one);
    }
    return text;
  };
  reply(std::move(out));
}

}  // namespace aviary
