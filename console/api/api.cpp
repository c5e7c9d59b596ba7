#include "console/api/api.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "console/api/percent_coding.hpp"

namespace aviary {

std::optional<std::uint64_t> number_in(const api_request& request, std::string_view name) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) return 0;
  const auto& text = found->second;
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return out;
}

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

// -- routes --------------------------------------------------------------------------------------

namespace {

constexpr std::string_view prefix = "/api/v1/";

constexpr std::array<api_route, 11> routes{{
    {"GET", "birds", get_birds},
    {"GET", "birds/BIRD", get_bird},
    {"GET", "incidents", get_incidents},
    {"GET", "incidents/ID", get_incident},
    {"POST", "incidents/ID/acknowledge", post_acknowledge},
    {"GET", "reports/ID/why", get_why},
    {"GET", "channels", get_channels},
    {"POST", "channels", post_channel},
    {"POST", "channels/CHANNEL/test", post_test},
    {"POST", "registrations", post_registration},
    {"GET", "log", get_log},
}};

path_parts split(std::string_view path) {
  path_parts out;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    if (slash > 0) out.push_back(percent_decode(path.substr(0, slash)));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

bool is_name(std::string_view part) {
  return part.front() >= 'A' && part.front() <= 'Z';
}

bool matches(const api_route& route, const path_parts& parts) {
  return std::ranges::equal(split(route.pattern), parts, [](const auto& wanted, const auto& part) {
    return is_name(wanted) || wanted == part;
  });
}

api_response refuse_method(const std::string& allow, const failure& why) {
  auto out = error_response(405, why);
  out.allow = allow;
  return out;
}

}  // namespace

std::span<const api_route> api_routes() {
  return routes;
}

void answer_api(const api_context& context, const api_request& request, bool read_only,
                const api_reply& reply) {
  if (read_only && request.method != "GET")
    return reply(refuse_method(
        "GET", {"this door is read-only", "use the command line on the console's own machine"}));
  const std::string_view path = request.path;
  const auto parts = split(path.starts_with(prefix) ? path.substr(prefix.size()) : "");
  std::string methods;
  for (const auto& route : routes) {
    if (!matches(route, parts)) continue;
    if (route.method == request.method) return route.answer(context, request, parts, reply);
    methods += (methods.empty() ? "" : ", ") + std::string(route.method);
  }
  if (!methods.empty())
    return reply(
        refuse_method(methods, {"this resource has no " + request.method, "there is: " + methods}));
  reply(not_found("resource",
                  "below /api/v1/ are birds, incidents, reports, channels, registrations and log"));
}

}  // namespace aviary
