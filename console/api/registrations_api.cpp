#include "console/api/api.hpp"

// POST /registrations[?replace=1], the body being a bird's request line

namespace aviary {

void post_registration(const api_context& context, const api_request& request, const path_parts&,
                       const api_reply& reply) {
  const auto replace = number_in(request, "replace");
  if (!replace || *replace > 1)
    return reply(error_response(400, {"replace is neither 0 nor 1", "give replace=1 or nothing"}));
  context.register_bird(request.body, *replace == 1, request.who.name, reply_with(reply));
}

}  // namespace aviary
