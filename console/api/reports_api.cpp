#include "console/api/api.hpp"
#include "messages/report_id.hpp"

// GET /reports/ID/why

namespace aviary {

void answer_reports(const api_context& context, const api_request& request, const path_parts& parts,
                    const api_reply& reply) {
  const bool asks_why = request.method == "GET" && parts.size() == 3 && parts[2] == "why";
  const auto id = asks_why ? report_id_from_text(parts[1]) : std::nullopt;
  const auto chain = id ? context.incidents->why(*id) : std::nullopt;
  if (!chain)
    return reply(not_found("report",
                           "an incident shows the ids of its reports; ask for "
                           "/api/v1/reports/ID/why"));
  reply(json_response(*chain));
}

}  // namespace aviary
