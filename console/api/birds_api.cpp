#include "console/api/api.hpp"

// GET /birds, GET /birds/ID (or a name)

namespace aviary {

void answer_birds(const api_context& context, const api_request& request, const path_parts& parts,
                  const api_reply& reply) {
  if (request.method != "GET")
    return reply(error_response(405, {"birds are only read here", "use GET"}));
  if (parts.size() == 1) return reply(json_response(context.birds->list()));
  const auto bird = context.birds->show(parts[1]);
  if (!bird || parts.size() > 2)
    return reply(not_found("bird", "GET /api/v1/birds lists those that are registered"));
  reply(json_response(*bird));
}

}  // namespace aviary
