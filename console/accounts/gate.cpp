#include "console/accounts/gate.hpp"

#include <algorithm>

#include "console/accounts/credential.hpp"
#include "messages/secret.hpp"

namespace aviary {
namespace {

bool is_change(const api_request& request) {
  return request.method != "GET" && request.method != "HEAD";
}

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && equal_in_constant_time(as_bytes(a), as_bytes(b));
}

std::optional<api_response> admit_token(api_request& request, account_view& accounts,
                                        wall_time now) {
  constexpr std::string_view scheme = "Bearer ";
  std::string_view given = request.authorization;
  if (given.starts_with(scheme)) given.remove_prefix(scheme.size());
  std::optional<caller> known;
  if (given.starts_with(token_prefix))
    if (const auto hash = hash_of_credential(given.substr(token_prefix.size())))
      known = accounts.find_token(*hash, now);
  if (!known)
    return error_response(401, {"this token is none, was revoked, or is over",
                                "make one with: aviary-console tokens create; send it as "
                                "Authorization: Bearer aviary_..."});
  request.who = *known;
  return {};
}

std::optional<api_response> admit_session(api_request& request, account_view& accounts,
                                          wall_time now) {
  const auto token = cookie_in(request.cookie, session_cookie);
  const auto hash = hash_of_credential(token);
  const auto known = hash ? accounts.find_session(*hash, now) : std::nullopt;
  if (!known) return {};  // somebody who is about to log in
  if (is_change(request) && !same_text(request.csrf_token, csrf_token_of(token)))
    return error_response(403, {"this request does not prove that it is from the console's pages",
                                "send X-CSRF-Token with what GET /api/v1/session tells"});
  request.who = *known;
  request.session = token;
  return {};
}

}  // namespace

std::optional<api_response> admit(api_request& request, account_view& accounts, wall_time now) {
  request.who = {request.door, {}, {}, {}, {}};
  if (request.door == caller::door::socket) {
    request.who.name = console_user;
    request.who.may = role::admin;
    return {};
  }
  if (request.door == caller::door::loopback) {
    request.who.may = role::read_only;
    if (!is_change(request)) return {};
    auto refusal = error_response(
        405, {"this door is read-only", "use the command line on the console's own machine"});
    refusal.headers["Allow"] = "GET";
    return refusal;
  }
  if (!request.authorization.empty()) return admit_token(request, accounts, now);
  // Browsers send it with every change, whatever page made it.
  const bool with_cookie = !cookie_in(request.cookie, session_cookie).empty();
  if (is_change(request) && (with_cookie || !request.origin.empty()) &&
      request.origin != "https://" + request.host)
    return error_response(
        403, {"another site made this request", "send Origin: https://" + request.host});
  return admit_session(request, accounts, now);
}

std::string_view cookie_in(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    auto pair = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(pair.size() + 1, header.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
  }
  return {};
}

}  // namespace aviary
