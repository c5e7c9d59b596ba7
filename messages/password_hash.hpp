#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/ids.hpp"

// Passwords, as Argon2id (RFC 9106) in the string format of its reference implementation, which
// carries all that verifying takes:
//
//   $argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHRzYWx0c2Fs$D0/…     salt and hash in base64

namespace aviary {

/// Drawn anew for each password.
using password_salt = octets<struct password_salt_tag, 16>;

struct password_cost {
  std::size_t octets = 64 << 20;  ///< of memory, at least 8 KiB
  std::uint32_t passes = 2;
  /// Of a console: a tenth of a second on one core, and twice what OWASP asks for (46 MiB, 1 pass).
  static constexpr password_cost of_console() { return {}; }
  /// The least that Argon2id takes, for tests.
  static constexpr password_cost least() { return {8 << 10, 1}; }
};

/// Takes the time and memory of `cost`; nothing when there is not so much memory.
std::optional<std::string> hash_password(std::string_view password, const password_salt& salt,
                                         password_cost cost = password_cost::of_console());

/// Whether `hashed` is of that password. Takes what it took to hash; false at once for a text that
/// is no hash, nothing when there is not so much memory.
std::optional<bool> is_password(std::string_view password, const std::string& hashed);

}  // namespace aviary
