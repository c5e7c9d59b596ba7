#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/secret.hpp"

// How a webhook says who it is from (Standard Webhooks, version 1.0): three headers, of which the
// third is an HMAC-SHA256 of `id.timestamp.body` under a secret that both sides hold.
//
//   webhook-id: ab00...00.webhook-1      the same for every attempt: receivers dedupe on it
//   webhook-timestamp: 1767225600        of this attempt, so a replay can be told
//   webhook-signature: v1,K5oZfzN95Z...

namespace aviary {

/// Shown to people as `whsec_` and base64.
using webhook_secret = secret<struct webhook_secret_tag, 32>;

std::string to_text(const webhook_secret& secret);
std::optional<webhook_secret> webhook_secret_from_text(std::string_view text);

/// The value of the `webhook-signature` header.
std::string sign_webhook(const webhook_secret& secret, std::string_view id,
                         std::int64_t timestamp_seconds, std::string_view body);

}  // namespace aviary
