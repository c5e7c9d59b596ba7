#include "console/api/api.hpp"

// GET /birds, GET /birds/BIRD (an id or a name)

namespace aviary {

void get_birds(const api_context& context, const api_request&, const path_parts&,
               const api_reply& reply) {
  reply(json_response(context.birds->list()));
}

void get_bird(const api_context& context, const api_request&, const path_parts& parts,
              const api_reply& reply) {
  const auto bird = context.birds->show(parts[1]);
  reply(bird ? json_response(*bird)
             : not_found("bird", "GET /api/v1/birds lists those that are registered"));
}

}  // namespace aviary
