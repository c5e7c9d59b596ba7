#include "actors/incident.hpp"
#include "console/api/api.hpp"
#include "messages/hex.hpp"

// GET /incidents[?since=UPDATED_ID][&before=NEXT][&limit=K], GET /incidents/ID
// POST /incidents/ID/acknowledge {"by":"ada"}, /incidents/ID/close {"by":"ada"}
// POST /incidents/ID/notes {"text":"...","by":"ada"}

namespace aviary {
namespace {

constexpr std::size_t by_octets_max = 64;

/// Whoever logged in, by name. Through the socket anybody may be named; nothing for too long a
/// name.
std::optional<std::string> person_in(const api_request& request) {
  if (request.who.by != caller::door::socket) return request.who.name;
  auto by = text_in_body(request, "by");
  if (by.size() > by_octets_max) return {};
  return by.empty() ? std::string(operator_user) : by;
}

api_response too_long_a_name() {
  return error_response(400, {"by is too long", "a name has up to 64 octets"});
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
  constexpr std::uint64_t limit_max = 1000;
  const auto since = number_in(request, "since");
  if (!since)
    return reply(
        error_response(400, {"since is no number", "give the updated_id of the last answer"}));
  const auto before = number_in(request, "before");
  if (!before)
    return reply(error_response(400, {"before is no number", "give the next of the last answer"}));
  const auto limit = number_in(request, "limit");
  const bool limited = request.query.contains("limit");
  if (!limit || (limited && (*limit == 0 || *limit > limit_max)))
    return reply(error_response(400, {"limit is no number from 1 to " + std::to_string(limit_max),
                                      "leave it out to get all of them"}));
  incident_view::page wanted{position{*since}, position{*before}};
  if (limited) wanted.limit = *limit;
  auto out = context.incidents->list(wanted);
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
  const auto by = person_in(request);
  if (!by) return reply(too_long_a_name());
  context.acknowledge_incident(*id, *by, reply_with(reply));
}

void post_close(const api_context& context, const api_request& request, const path_parts& parts,
                const api_reply& reply) {
  const auto id = incident_in(context, parts);
  if (!id) return reply(no_such_incident());
  const auto by = person_in(request);
  if (!by) return reply(too_long_a_name());
  context.close_incident(*id, *by, reply_with(reply));
}

void post_note(const api_context& context, const api_request& request, const path_parts& parts,
               const api_reply& reply) {
  const auto id = incident_in(context, parts);
  if (!id) return reply(no_such_incident());
  if (!parse_json(request.body))
    return reply(error_response(400, {"the body is no JSON in UTF-8", "send {\"text\":\"...\"}"}));
  auto text = text_in_body(request, "text");
  if (text.empty() || text.size() > incident::note_octets_max)
    return reply(error_response(
        400, {"a note has 1 to " + std::to_string(incident::note_octets_max) + " octets",
              "send {\"text\":\"...\"}, or several notes"}));
  const auto by = person_in(request);
  if (!by) return reply(too_long_a_name());
  context.note_incident(*id, *by, std::move(text), reply_with(reply));
}

}  // namespace aviary
