#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// What an OpenSSH server that lets nobody in answers to each attempt to log in, and when. Both were
// measured on Debian 12's own server with PAM (docs/DECOYS.md, "Timing"): an answer takes a time
// that depends on the user's name and on a secret of the host, doubled until it covers the work, so
// that the time tells nothing about the account. A real password costs PAM's delay of about two
// seconds; an empty one or one above 1,024 octets is refused without asking PAM.

namespace aviary {

enum class auth_method { none, password, public_key, other };

struct auth_attempt {
  auth_method method{};
  std::string_view user;
  std::size_t password_octets = 0;
};

struct auth_answer {
  /// From the attempt to the answer.
  std::chrono::nanoseconds delay{};
  /// Empty: say that the attempt failed. Else: disconnect with this text.
  std::string disconnect;

  friend bool operator==(const auth_answer&, const auth_answer&) = default;
};

/// OpenSSH's MaxAuthTries.
inline constexpr int auth_failures_max = 6;

/// One connection's attempts.
class auth_script {
 public:
  /// `timing_secret` belongs to the host: the same user gets the same delays on every connection.
  explicit auth_script(std::uint64_t timing_secret) : timing_secret_(timing_secret) {}

  /// `random` is one draw, for the part that varies from attempt to attempt.
  auth_answer answer(const auth_attempt& attempt, std::uint64_t random);

 private:
  std::uint64_t timing_secret_;
  int attempts_ = 0;
  int failures_ = 0;
  std::string user_;
};

}  // namespace aviary
