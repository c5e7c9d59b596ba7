#include "bird/decoys/worker/auth_script.hpp"

#include <functional>

namespace aviary {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

// 5 ms and up to 4.29 ms more, by user. Which hash does not matter: nobody knows the secret.
nanoseconds delay_of_user(std::uint64_t timing_secret, std::string_view user) {
  const auto seed = std::to_string(timing_secret) + std::string(user);
  const auto hash = static_cast<std::uint64_t>(std::hash<std::string>{}(seed));
  return microseconds(5000) + nanoseconds(hash % 4'294'967);
}

// One of 2^16 steps from `low` to `high`, by 16 bits of `random`.
nanoseconds between(nanoseconds low, nanoseconds high, std::uint64_t random) {
  return low + (high - low) / 0xFFFF * static_cast<std::int64_t>(random & 0xFFFF);
}

// pam_unix asks for 2 s, which libpam varies: 41 measured delays lay in 1.7-2.6 s around a mean of
// 2.1, as the mean of three even draws does.
nanoseconds pam_delay(std::uint64_t random) {
  const nanoseconds low = microseconds(1'400'000);
  const nanoseconds high = microseconds(2'800'000);
  return (between(low, high, random) + between(low, high, random >> 16) +
          between(low, high, random >> 32)) /
         3;
}

// The first attempt looks up the account and starts PAM.
nanoseconds work_of(const auth_attempt& attempt, bool first, std::uint64_t random) {
  constexpr std::size_t password_octets_asked = 1024;
  if (attempt.method == auth_method::password && attempt.password_octets > 0 &&
      attempt.password_octets <= password_octets_asked)
    return pam_delay(random);
  if (first) return between(microseconds(10'000), microseconds(32'000), random);
  return between(microseconds(500), microseconds(2'500), random);
}

}  // namespace

auth_answer auth_script::answer(const auth_attempt& attempt, std::uint64_t random) {
  const bool first = attempts_++ == 0;
  if (first) user_ = attempt.user;
  if (attempt.user != user_) {
    const auto named = [](std::string_view user) {
      return "(" + std::string(user) + ",ssh-connection)";
    };
    return {nanoseconds{}, "Change of username or service not allowed: " + named(user_) + " -> " +
                               named(attempt.user)};
  }
  auth_answer made;
  const auto work = work_of(attempt, first, random);
  for (made.delay = delay_of_user(timing_secret_, user_); made.delay < work;) made.delay *= 2;
  // Asking for the list of methods first is no failure; asking again is.
  if (!first || attempt.method != auth_method::none) ++failures_;
  if (failures_ >= auth_failures_max) made.disconnect = "Too many authentication failures";
  return made;
}

}  // namespace aviary
