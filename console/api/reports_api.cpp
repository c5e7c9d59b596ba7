#include "console/api/api.hpp"
#include "messages/report_id.hpp"

// GET /reports/ID/why

namespace aviary {

void get_why(const api_context& context, const api_request&, const path_parts& parts,
             const api_reply& reply) {
  const auto id = report_id_from_text(parts[1]);
  const auto chain = id ? context.incidents->why(*id) : std::nullopt;
  reply(chain ? json_response(*chain)
              : not_found("report", "an incident shows the ids of its reports"));
}

}  // namespace aviary
