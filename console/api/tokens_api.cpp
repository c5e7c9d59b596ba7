#include "console/api/account_replies.hpp"

// GET /tokens, POST /tokens {"name":"siem","role":"read-only","days":90}, DELETE /tokens/ID

namespace aviary {
namespace {

constexpr std::int64_t days_default = 90;

/// Nothing for what is no number of days.
std::optional<std::chrono::hours> life_in_body(const api_request& request) {
  const auto parsed = parse_json(request.body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* days = object == nullptr ? nullptr : object->if_contains("days");
  if (days == nullptr) return std::chrono::hours{24 * days_default};
  constexpr std::int64_t days_max = accounts::token_life_max.count() / 24;
  if (!days->is_int64() || days->get_int64() < 1 || days->get_int64() > days_max) return {};
  return std::chrono::hours{24 * days->get_int64()};
}

}  // namespace

void get_tokens(const api_context& context, const api_request&, const path_parts&,
                const api_reply& reply) {
  json_object out;
  out["tokens"] = context.accounts->view().tokens(context.accounts->wall_now());
  reply(json_response(out));
}

void post_token(const api_context& context, const api_request& request, const path_parts&,
                const api_reply& reply) {
  const auto may = role_in_body(request, role::read_only);
  if (!may) return reply(no_such_role());
  const auto life = life_in_body(request);
  if (!life)
    return reply(error_response(
        400, {"days is not how long a token may live", "say 1 to 3650 days, or nothing for 90"}));
  context.accounts->make_token(request.who.name, text_in_body(request, "name"), *may, *life,
                               reply_with_account(reply));
}

void delete_token(const api_context& context, const api_request& request, const path_parts& parts,
                  const api_reply& reply) {
  const auto id = credential_id_in(parts);
  if (!id) return reply(not_found("token", "GET /api/v1/tokens lists them"));
  context.accounts->revoke_token(request.who.name, *id, reply_with_account(reply));
}

}  // namespace aviary
