#include "console/api/api.hpp"
#include "console/channels/webhook_url.hpp"

// GET /channels, POST /channels {"url":"https://..."}, POST /channels/CHANNEL/test

namespace aviary {

void get_channels(const api_context& context, const api_request&, const path_parts&,
                  const api_reply& reply) {
  reply(json_response(context.channels()));
}

void post_channel(const api_context& context, const api_request& request, const path_parts&,
                  const api_reply& reply) {
  const auto url = text_in_body(request, "url");
  if (const auto checked = check_webhook_url(url); !checked)
    return reply(error_response(400, checked.error()));
  context.add_channel(url, request.who.name, reply_with(reply));
}

void post_test(const api_context& context, const api_request&, const path_parts& parts,
               const api_reply& reply) {
  context.test_channel(parts[1], reply_with(reply));
}

}  // namespace aviary
