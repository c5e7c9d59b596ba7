#include "console/api/api.hpp"

// POST /registrations, the body being a bird's request line

namespace aviary {

void post_registration(const api_context& context, const api_request& request, const path_parts&,
                       const api_reply& reply) {
  context.register_bird(request.body, reply_with(reply));
}

}  // namespace aviary
