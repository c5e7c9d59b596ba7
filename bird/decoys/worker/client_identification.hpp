#pragma once

#include <cstddef>
#include <string_view>

#include "messages/bytes.hpp"

// Looks at the first line of a client before libssh does and says about it what OpenSSH's server
// says. A port scanner that sends HTTP or TLS gets OpenSSH's refusal to the letter, and libssh
// never sees such input.

namespace aviary {

enum class identification {
  incomplete,     ///< no line end yet
  accepted,       ///< SSH 2 (RFC 4253 section 4.2)
  invalid,        ///< no identification string
  other_version,  ///< one of SSH 1 or of a version to come
};

struct identification_result {
  identification verdict = identification::incomplete;
  byte_view line;  ///< what was judged, without its line end
};

/// What OpenSSH reads of one line at most.
inline constexpr std::size_t identification_octets_max = 8192;

/// Judges the beginning of a connection's input.
identification_result identify_client(byte_view input);

/// What the client is told before the connection is closed; empty unless refused.
std::string_view refusal(identification verdict);

}  // namespace aviary
