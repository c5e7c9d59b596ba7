#include "console/api/api.hpp"
#include "messages/hex.hpp"

// GET /incidents[?since=UPDATED_ID], GET /incidents/ID, POST /incidents/ID/acknowledge {"by":"ada"}

namespace aviary {
namespace {

/// Whoever logged in, by name. Through the socket anybody may be named.
std::string acknowledged_by(const api_request& request) {
  if (request.who.by != caller::door::socket) return request.who.name;
  auto by = text_in_body(request, "by");
  return by.empty() ? std::string(operator_user) : by;
}

/// The incident that a path names; nothing when there is none.
std::optional<incident_id> incident_in(const api_context& context, const path_parts& parts) {
  const auto id = octets_from_hex<incident_id>(parts[1]);
  return id && context.incidents->contains(*id) ? id : std::nullopt;
}

api_response no_such_incident() {
  return not_found("incident", "GET /api/v1/incidents lists them; an id has 32 hexadecimal digits");
}

}  // namespace

void get_incidents(const api_context& context, const api_request& request, const path_parts&,
                   const api_reply& reply) {
  const auto since = number_in(request, "since");
  if (!since)
    return reply(
        error_response(400, {"since is no number", "give the updated_id of the last answer"}));
  auto out = context.incidents->list(position{*since});
  out["incarnation"] = to_hex(context.log->id().value);
  reply(json_response(out));
}

void get_incident(const api_context& context, const api_request&, const path_parts& parts,
                  const api_reply& reply) {
  const auto id = incident_in(context, parts);
  reply(id ? json_response(*context.incidents->show(*id, *context.log)) : no_such_incident());
}

void post_acknowledge(const api_context& context, const api_request& request,
                      const path_parts& parts, const api_reply& reply) {
  const auto id = incident_in(context, parts);
  if (!id) return reply(no_such_incident());
  context.acknowledge_incident(*id, acknowledged_by(request), reply_with(reply));
}

}  // namespace aviary
