#include "console/api/api.hpp"

// GET /audit[?before=POSITION]: what people changed, the latest first, a page of them

namespace aviary {

void get_audit(const api_context& context, const api_request& request, const path_parts&,
               const api_reply& reply) {
  const auto before = number_in(request, "before");
  if (!before)
    return reply(error_response(
        400, {"before is no position", "give that of the last change of the page before"}));
  reply(json_response(context.audit->list(position{*before}, *context.log)));
}

}  // namespace aviary
