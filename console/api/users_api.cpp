#include "console/api/account_replies.hpp"

// GET /users, POST /users {"name":"ada","role":"analyst"}
// POST /users/NAME/disable, /users/NAME/enable, /users/NAME/role {"role":"admin"}
// POST /links {"user":"ada"}, POST /links/use {"link":"...","password":"...","user":"ada"}

namespace aviary {
namespace {

/// Replies with a link, and with the page that it opens. A fragment stays in the browser: it is in
/// no request and in no log on the way.
account_service::told<json_object> reply_with_link(const api_context& context,
                                                   const api_reply& reply) {
  return [reply, pages = context.pages_url()](const result<json_object, account_refusal>& came) {
    if (!came) return reply(refusal_response(came.error()));
    auto out = *came;
    if (!pages.empty())
      out["url"] = pages + "/link#" + std::string(find_text(out, "link").value_or(""));
    reply(json_response(out));
  };
}

}  // namespace

void get_users(const api_context& context, const api_request&, const path_parts&,
               const api_reply& reply) {
  json_object out;
  out["users"] = context.accounts->view().users();
  reply(json_response(out));
}

void post_user(const api_context& context, const api_request& request, const path_parts&,
               const api_reply& reply) {
  const auto may = role_in_body(request, role::read_only);
  if (!may) return reply(no_such_role());
  context.accounts->add_user(request.who.name, text_in_body(request, "name"), *may,
                             reply_with_link(context, reply));
}

void post_user_change(const api_context& context, const api_request& request,
                      const path_parts& parts, const api_reply& reply) {
  const auto& user = parts[1];
  const auto& by = request.who.name;
  if (parts[2] == "disable")
    return context.accounts->change_user(accounts::commands::disable_user{{0, by, user}}, user,
                                         reply_with_account(reply));
  if (parts[2] == "enable")
    return context.accounts->change_user(accounts::commands::enable_user{{0, by, user}}, user,
                                         reply_with_account(reply));
  if (parts[2] != "role")
    return reply(not_found("change of a user", "there are disable, enable and role"));
  const auto may = role_in_body(request, {});
  if (!may) return reply(no_such_role());
  context.accounts->change_user(accounts::commands::set_role{{{0, by, user}, *may}}, user,
                                reply_with_account(reply));
}

void post_link(const api_context& context, const api_request& request, const path_parts&,
               const api_reply& reply) {
  context.accounts->make_link(request.who.name, text_in_body(request, "user"),
                              reply_with_link(context, reply));
}

void post_link_use(const api_context& context, const api_request& request, const path_parts&,
                   const api_reply& reply) {
  context.accounts->use_link(text_in_body(request, "link"), text_in_body(request, "user"),
                             text_in_body(request, "password"), reply_with_account(reply));
}

}  // namespace aviary
