#include "console/api/account_replies.hpp"

#include "messages/hex.hpp"

namespace aviary {

api_response refusal_response(const account_refusal& why) {
  auto out = error_response(why.status, why.why);
  if (why.retry_after.count() > 0)
    out.headers["Retry-After"] = std::to_string(why.retry_after.count());
  return out;
}

account_service::told<json_object> reply_with_account(const api_reply& reply) {
  return [reply](const result<json_object, account_refusal>& came) {
    reply(came ? json_response(*came) : refusal_response(came.error()));
  };
}

std::optional<role> role_in_body(const api_request& request, std::optional<role> otherwise) {
  const auto parsed = parse_json(request.body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return {};
  if (!object->contains("role")) return otherwise;
  return role_from_text(find_text(*object, "role").value_or(""));
}

api_response no_such_role() {
  return error_response(400, {"this is no role", "say read-only, analyst or admin"});
}

std::optional<credential_id> credential_id_in(const path_parts& parts) {
  return octets_from_hex<credential_id>(parts[1]);
}

}  // namespace aviary
