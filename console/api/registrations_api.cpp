#include "console/api/api.hpp"

// POST /registrations, the body being a bird's request line

namespace aviary {

void answer_registrations(const api_context& context, const api_request& request,
                          const path_parts& parts, const api_reply& reply) {
  if (request.method != "POST" || parts.size() != 1)
    return reply(
        error_response(405, {"a registration is asked for", "POST a bird's request line"}));
  context.register_bird(request.body, reply_with(reply));
}

}  // namespace aviary
