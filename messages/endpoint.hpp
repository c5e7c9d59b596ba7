#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

// An address and a port as people write them: `127.0.0.1:5300`, `[2001:db8::5]:53`. Numbers only:
// a name would be looked up over the very path that may be watched.

namespace aviary {

struct endpoint {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const endpoint&, const endpoint&) = default;
};

/// `what` names the setting in the failure: "--resolver".
result<endpoint, failure> parse_endpoint(std::string_view text, std::string_view what);

std::string to_text(const endpoint& at);

/// True for 127.0.0.0/8 and ::1.
bool is_loopback(const endpoint& at);

}  // namespace aviary
