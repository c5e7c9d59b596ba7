#include "console/api/api.hpp"

// GET /channels, POST /channels {"url":"https://..."}, POST /channels/NAME/test

namespace aviary {
namespace {

std::string url_in(const std::string& body) {
  const auto parsed = parse_json(body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  return std::string(object == nullptr ? "" : find_text(*object, "url").value_or(""));
}

}  // namespace

void answer_channels(const api_context& context, const api_request& request,
                     const path_parts& parts, const api_reply& reply) {
  if (request.method == "GET" && parts.size() == 1) return reply(json_response(context.channels()));
  if (request.method == "POST" && parts.size() == 1) {
    const auto url = url_in(request.body);
    if (!url.starts_with("https://") && !url.starts_with("http://"))
      return reply(error_response(400, {"\"" + url + "\" is no address of a webhook",
                                        "give an address that begins with https:// or http://"}));
    return context.add_channel(url, reply_with(reply));
  }
  if (request.method == "POST" && parts.size() == 3 && parts[2] == "test")
    return context.test_channel(parts[1], reply_with(reply));
  reply(not_found("channel", "GET /api/v1/channels lists them"));
}

}  // namespace aviary
