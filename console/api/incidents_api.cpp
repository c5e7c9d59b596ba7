#include "console/api/api.hpp"
#include "messages/hex.hpp"

// GET /incidents, GET /incidents/ID, POST /incidents/ID/acknowledge {"by":"ada"}

namespace aviary {
namespace {

/// Who acknowledges when nobody is named.
constexpr std::string_view somebody = "operator";

std::string name_in(const std::string& body) {
  const auto parsed = parse_json(body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto by = object == nullptr ? std::nullopt : find_text(*object, "by");
  return std::string(by.value_or(somebody));
}

}  // namespace

void answer_incidents(const api_context& context, const api_request& request,
                      const path_parts& parts, const api_reply& reply) {
  const auto unknown =
      not_found("incident", "GET /api/v1/incidents lists them; an id has 32 hexadecimal digits");
  if (request.method == "GET" && parts.size() == 1)
    return reply(json_response(context.incidents->list()));
  const auto id = parts.size() > 1 ? octets_from_hex<incident_id>(parts[1]) : std::nullopt;
  if (!id || !context.incidents->contains(*id)) return reply(unknown);
  if (request.method == "GET" && parts.size() == 2)
    return reply(json_response(*context.incidents->show(*id, *context.log)));
  if (request.method == "POST" && parts.size() == 3 && parts[2] == "acknowledge")
    return context.acknowledge_incident(*id, name_in(request.body), reply_with(reply));
  reply(error_response(
      405, {"an incident cannot do that", "GET it, or POST to /api/v1/incidents/ID/acknowledge"}));
}

}  // namespace aviary
