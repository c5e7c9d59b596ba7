#pragma once

#include <optional>

#include "console/api/api_message.hpp"
#include "console/views/account_view.hpp"

// Finds out who asks the API (docs/ACCOUNTS.md). Through the UNIX socket it is the console's own
// operator, through the loopback port nobody in particular who may read, over HTTPS whom a token or
// a session's cookie names. A change that a cookie vouches for needs proof that the page is ours.

namespace aviary {

inline constexpr std::string_view session_cookie = "__Host-aviary";
inline constexpr std::string_view token_prefix = "aviary_";

/// Fills in `request.who` and `request.session`. The response that refuses, or nothing.
std::optional<api_response> admit(api_request& request, account_view& accounts, wall_time now);

/// The cookie of that name in a Cookie header (RFC 6265 section 4.2.1); empty when there is none.
std::string_view cookie_in(std::string_view header, std::string_view name);

}  // namespace aviary
