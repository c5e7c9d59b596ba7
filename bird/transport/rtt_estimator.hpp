#pragma once

#include <chrono>
#include <optional>

// How long an answer takes, and so how long to wait for one. Every attempt has a name of its own
// (the salt), so an answer always tells which attempt it belongs to and every answer is a sample.

namespace aviary {

class rtt_estimator {
 public:
  using duration = std::chrono::nanoseconds;

  /// Below it, a console that syncs its log before it answers would look lost.
  static constexpr duration timeout_min = std::chrono::milliseconds(100);
  /// Above it, resolvers have given up on the query themselves.
  static constexpr duration timeout_max = std::chrono::seconds(10);
  /// Before the first answer the timeout is drawn from these, so that birds that start together
  /// part ways.
  static constexpr duration timeout_first_min = std::chrono::milliseconds(500);
  static constexpr duration timeout_first_max = std::chrono::milliseconds(800);
  /// From here on a resolver may have the answer in its cache only after the bird has given the
  /// attempt up; see `slow`.
  static constexpr duration slow_path = std::chrono::milliseconds(700);

  /// `timeout_first`: see timeout_first_min.
  explicit rtt_estimator(duration timeout_first) : timeout_(timeout_first) {}

  /// The time from an attempt to its answer.
  void sample(duration rtt);

  /// RTO = max(100 ms, SRTT + 4 RTTVAR).
  duration timeout() const { return timeout_; }
  /// SRTT; nothing before the first answer.
  std::optional<duration> smoothed() const { return smoothed_; }
  /// When an attempt of this age is shown missing by the answer to a later one, it is lost: a
  /// quarter of SRTT is left for reordering. The timeout while nothing is known.
  duration lost_after() const { return smoothed_ ? *smoothed_ + *smoothed_ / 4 : timeout_; }
  /// True on a path that is slow, or was never heard of and so may be: an answer that comes too
  /// late lies in the resolver's cache, where the same name asked again finds it.
  bool slow() const { return !smoothed_ || *smoothed_ > slow_path; }

 private:
  std::optional<duration> smoothed_;
  duration variation_{};
  duration timeout_;
};

}  // namespace aviary
