#pragma once

#include <string>

#include "messages/result.hpp"

namespace aviary {

/// Whether alerts can be posted there: an absolute address of http or https with a host and without
/// blanks, as libcurl understands it (RFC 3986). Nobody is asked whether the host exists.
result<void, failure> check_webhook_url(const std::string& url);

}  // namespace aviary
