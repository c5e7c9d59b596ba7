#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// What a worker tells its parent, one datagram each. The parent takes a worker for conquered by
// whoever sits at the other end of its connection: what it says is data, and the parent adds itself
// who talked to whom, and when.
//
//    0                1               2
//   +----------------+---------------+------------------+----- - - -+------ - - -
//   | kind           | cut, 0 or 1   | length of text 4 | text      | next text
//   +----------------+---------------+------------------+----- - - -+------ - - -
//   1 client_version    text
//   2 key_offered       user, type, fingerprint, base64
//   3 password_tried    user, password
//   4 user_named        user

namespace aviary {

/// The client's identification string (RFC 4253 section 4.2), without its line end.
struct client_version {
  bytes text;
  friend bool operator==(const client_version&, const client_version&) = default;
};

struct key_offered {
  bytes user;
  std::string type;         ///< "ssh-ed25519"
  std::string fingerprint;  ///< "SHA256:..." as OpenSSH prints it
  std::string base64;       ///< the key as it stands in authorized_keys
  friend bool operator==(const key_offered&, const key_offered&) = default;
};

struct password_tried {
  bytes user;
  bytes password;
  friend bool operator==(const password_tried&, const password_tried&) = default;
};

/// A login that began with neither: OpenSSH's client asks first which methods there are.
struct user_named {
  bytes user;
  friend bool operator==(const user_named&, const user_named&) = default;
};

struct worker_event {
  std::variant<client_version, key_offered, password_tried, user_named> what;
  bool cut = false;  ///< a text was longer than its limit
  friend bool operator==(const worker_event&, const worker_event&) = default;
};

// A report holds 64 KiB, so a longer password would be cut there; a user name of a kilobyte is no
// user name. The largest RSA key that OpenSSH makes (16,384 bits) is 2.8 KiB in base64.
inline constexpr std::size_t user_octets_max = 1024;
inline constexpr std::size_t password_octets_max = 64 * 1024;
inline constexpr std::size_t key_text_octets_max = 4096;
inline constexpr std::size_t version_octets_max = 256;
inline constexpr std::size_t worker_event_octets_max =
    2 + 4 + user_octets_max + 4 + password_octets_max;

static_assert(2 + 4 + user_octets_max + 3 * (4 + key_text_octets_max) <= worker_event_octets_max);

enum class worker_event_error { unknown_kind, too_short, too_long };
std::string_view describe(worker_event_error error);

/// Cuts each text to its limit.
bytes encode(const worker_event& event);
result<worker_event, worker_event_error> decode_worker_event(byte_view datagram);

}  // namespace aviary
