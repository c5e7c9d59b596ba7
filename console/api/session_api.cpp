#include "console/accounts/credential.hpp"
#include "console/accounts/gate.hpp"
#include "console/api/account_replies.hpp"
#include "messages/hex.hpp"

// GET, POST, DELETE /session: one's own. POST {"user":"ada","password":"..."}
// GET /sessions, DELETE /sessions/ID: those of oneself, of everybody for an administrator
// POST /password {"old":"...","new":"..."}

namespace aviary {
namespace {

/// Scripts cannot read it, other sites cannot send it, and nobody sends it over plain HTTP.
std::string cookie(std::string_view value, std::string_view more) {
  return std::string(session_cookie) + "=" + std::string(value) +
         "; Path=/; Secure; HttpOnly; SameSite=Strict" + std::string(more);
}

json_object session_object(const caller& who, std::string_view session) {
  json_object out;
  out["user"] = who.name;
  out["role"] = to_text(*who.may);
  if (!session.empty()) out["csrf"] = csrf_token_of(session);
  return out;
}

bool sees_all(const caller& who) {
  return who.may_at_least(role::admin);
}

}  // namespace

void get_session(const api_context&, const api_request& request, const path_parts&,
                 const api_reply& reply) {
  reply(json_response(session_object(request.who, request.session)));
}

void post_session(const api_context& context, const api_request& request, const path_parts&,
                  const api_reply& reply) {
  if (request.door != caller::door::https)
    return reply(error_response(
        405, {"sessions are for browsers, over HTTPS", "serve --https opens that door"}));
  context.accounts->log_in(
      {text_in_body(request, "user"), text_in_body(request, "password"), request.source,
       request.agent},
      [reply, accounts = context.accounts](const result<std::string, account_refusal>& came) {
        if (!came) return reply(refusal_response(came.error()));
        const auto who =
            accounts->view().find_session(*hash_of_credential(*came), accounts->wall_now());
        if (!who)
          return reply(error_response(401, {"the session has ended already", "log in again"}));
        auto out = json_response(session_object(*who, *came));
        out.headers["Set-Cookie"] = cookie(*came, "");
        reply(std::move(out));
      });
}

void delete_session(const api_context& context, const api_request& request, const path_parts&,
                    const api_reply& reply) {
  if (!request.who.session)
    return reply(error_response(409, {"there is no session here", "it is over already"}));
  context.accounts->close_session(request.who.name, *request.who.session,
                                  [reply](const result<json_object, account_refusal>& came) {
                                    if (!came) return reply(refusal_response(came.error()));
                                    auto out = json_response(*came);
                                    out.headers["Set-Cookie"] = cookie("", "; Max-Age=0");
                                    reply(std::move(out));
                                  });
}

void get_sessions(const api_context& context, const api_request& request, const path_parts&,
                  const api_reply& reply) {
  json_object out;
  out["sessions"] = context.accounts->view().sessions(sees_all(request.who) ? "" : request.who.name,
                                                      context.accounts->wall_now());
  reply(json_response(out));
}

void delete_one_session(const api_context& context, const api_request& request,
                        const path_parts& parts, const api_reply& reply) {
  const auto id = credential_id_in(parts);
  const auto whose = id ? context.accounts->view().user_of_session(*id) : std::nullopt;
  if (!whose || (*whose != request.who.name && !sees_all(request.who)))
    return reply(not_found("session", "GET /api/v1/sessions lists them"));
  context.accounts->close_session(request.who.name, *id, reply_with_account(reply));
}

void post_password(const api_context& context, const api_request& request, const path_parts&,
                   const api_reply& reply) {
  if (!request.who.session)
    return reply(error_response(409, {"nobody in particular is logged in here",
                                      "make a link: aviary-console users link NAME"}));
  context.accounts->change_password(
      {request.who.name, text_in_body(request, "old"), request.source, request.agent},
      text_in_body(request, "new"), reply_with_account(reply));
}

}  // namespace aviary
