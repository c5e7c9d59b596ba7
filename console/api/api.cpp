#include "console/api/api.hpp"

#include <algorithm>
#include <array>

namespace aviary {

api_response json_response(const json_object& body, int status) {
  return {status, "application/json", serialize_json(body)};
}

api_response error_response(int status, const failure& why) {
  json_object body;
  body["error"] = why.what;
  body["hint"] = why.hint;
  return json_response(body, status);
}

api_response not_found(std::string_view what, std::string_view hint) {
  return error_response(404, {"no such " + std::string(what), std::string(hint)});
}

std::function<void(result<json_object, failure>)> reply_with(const api_reply& reply) {
  return [reply](const result<json_object, failure>& outcome) {
    reply(outcome ? json_response(*outcome) : error_response(409, outcome.error()));
  };
}

namespace {

constexpr std::string_view prefix = "/api/v1/";

using resource = void (*)(const api_context&, const api_request&, const path_parts&,
                          const api_reply&);

struct route {
  std::string_view name;
  resource answer;
};

constexpr std::array<route, 6> routes{{{"birds", answer_birds},
                                       {"incidents", answer_incidents},
                                       {"reports", answer_reports},
                                       {"channels", answer_channels},
                                       {"registrations", answer_registrations},
                                       {"log", answer_log}}};

path_parts split(std::string_view path) {
  path_parts out;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    if (slash > 0) out.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

}  // namespace

void answer_api(const api_context& context, const api_request& request, bool read_only,
                const api_reply& reply) {
  if (read_only && request.method != "GET")
    return reply(error_response(
        405, {"this door is read-only", "use the command line on the console's own machine"}));
  if (!request.path.starts_with(prefix))
    return reply(not_found("resource", "the API begins at /api/v1/"));
  const auto parts = split(std::string_view(request.path).substr(prefix.size()));
  const auto* found = std::ranges::find_if(
      routes, [&parts](const route& one) { return !parts.empty() && parts.front() == one.name; });
  if (found == routes.end())
    return reply(not_found("resource",
                           "there are birds, incidents, reports, channels, registrations and log"));
  found->answer(context, request, parts, reply);
}

}  // namespace aviary
