#pragma once

#include "console/accounts/account_service.hpp"
#include "console/api/api.hpp"

// What the resources about accounts share.

namespace aviary {

/// 200 with the value, or what refused it with its Retry-After.
account_service::told<json_object> reply_with_account(const api_reply& reply);
api_response refusal_response(const account_refusal& why);

/// The role that a body names, `otherwise` when it has no such member. Nothing when that is no
/// role, or the body no object.
std::optional<role> role_in_body(const api_request& request, std::optional<role> otherwise);
api_response no_such_role();

/// The session's or token's id in the path.
std::optional<credential_id> credential_id_in(const path_parts& parts);

}  // namespace aviary
