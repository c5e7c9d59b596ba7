#include "console/api/api.hpp"

#include <algorithm>
#include <array>

#include "console/api/percent_coding.hpp"

namespace aviary {

// -- routes --------------------------------------------------------------------------------------

namespace {

constexpr std::string_view prefix = "/api/v1/";

constexpr auto routes = std::to_array<api_route>({
    {"GET", "birds", for_whom::read_only, get_birds},
    {"GET", "birds/BIRD", for_whom::read_only, get_bird},
    {"GET", "incidents", for_whom::read_only, get_incidents},
    {"GET", "events", for_whom::read_only, get_events},
    {"GET", "incidents/ID", for_whom::read_only, get_incident},
    {"POST", "incidents/ID/acknowledge", for_whom::analyst, post_acknowledge},
    {"POST", "incidents/ID/close", for_whom::analyst, post_close},
    {"POST", "incidents/ID/notes", for_whom::analyst, post_note},
    {"GET", "reports/ID/why", for_whom::read_only, get_why},
    {"GET", "channels", for_whom::read_only, get_channels},
    {"POST", "channels", for_whom::admin, post_channel},
    {"POST", "channels/CHANNEL/test", for_whom::analyst, post_test},
    {"POST", "registrations", for_whom::admin, post_registration},
    {"GET", "log", for_whom::admin, get_log},
    {"GET", "audit", for_whom::admin, get_audit},
    {"GET", "session", for_whom::read_only, get_session},
    {"POST", "session", for_whom::anybody, post_session},
    {"DELETE", "session", for_whom::person, delete_session},
    {"GET", "sessions", for_whom::person, get_sessions},
    {"DELETE", "sessions/ID", for_whom::person, delete_one_session},
    {"POST", "password", for_whom::person, post_password},
    {"GET", "users", for_whom::person_admin, get_users},
    {"POST", "users", for_whom::person_admin, post_user},
    {"POST", "users/NAME/CHANGE", for_whom::person_admin, post_user_change},
    {"POST", "links", for_whom::person_admin, post_link},
    {"POST", "links/use", for_whom::anybody, post_link_use},
    {"GET", "tokens", for_whom::person_admin, get_tokens},
    {"POST", "tokens", for_whom::person_admin, post_token},
    {"DELETE", "tokens/ID", for_whom::person_admin, delete_token},
    {"GET", "openapi.json", for_whom::anybody, get_openapi},
});

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
  out.headers["Allow"] = allow;
  return out;
}

role least_role(for_whom may) {
  switch (may) {
    case for_whom::analyst:
      return role::analyst;
    case for_whom::admin:
    case for_whom::person_admin:
      return role::admin;
    default:
      return role::read_only;
  }
}

/// Why this caller may not use that route; nothing when it may.
std::optional<api_response> refuse_caller(const caller& who, for_whom may) {
  if (may == for_whom::anybody) return {};
  if (!who.may)
    return error_response(401, {"nobody is logged in here",
                                "log in with POST /api/v1/session, or send Authorization: Bearer "
                                "with an API token"});
  const auto least = least_role(may);
  if (!who.may_at_least(least))
    return error_response(403, {"this takes the role " + std::string(to_text(least)),
                                "yours is " + std::string(to_text(*who.may))});
  const bool for_people = may == for_whom::person || may == for_whom::person_admin;
  if (for_people && !who.is_person())
    return error_response(403, {"accounts are for people who are logged in",
                                "no API token may do this, whatever its role"});
  return {};
}

}  // namespace

std::span<const api_route> api_routes() {
  return routes;
}

void answer_api(const api_context& context, const api_request& request, const api_reply& reply) {
  const std::string_view path = request.path;
  const auto parts = split(path.starts_with(prefix) ? path.substr(prefix.size()) : "");
  std::string methods;
  for (const auto& route : routes) {
    if (!matches(route, parts)) continue;
    if (route.method == request.method) {
      if (const auto refused = refuse_caller(request.who, route.may)) return reply(*refused);
      return route.answer(context, request, parts, reply);
    }
    methods += (methods.empty() ? "" : ", ") + std::string(route.method);
  }
  if (!methods.empty())
    return reply(
        refuse_method(methods, {"this resource has no " + request.method, "there is: " + methods}));
  reply(not_found(
      "resource",
      "below /api/v1/ are birds, incidents, events, reports, channels, registrations, log, audit, "
      "session, sessions, password, users, links, tokens and openapi.json"));
}

}  // namespace aviary
