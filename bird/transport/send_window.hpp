#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "messages/limits.hpp"
#include "messages/time.hpp"

// How many queries may be under way at once. Random loss does not shrink the window: on a lossy
// path the queries that are lost load nobody. What shrinks it is a resolver or console that says so
// (SERVFAIL, REFUSED, "slow down") or that answers ever later because queries pile up before it.

namespace aviary {

class send_window {
 public:
  using duration = std::chrono::nanoseconds;

  static constexpr std::size_t first = 8;
  static constexpr duration pause_first = std::chrono::seconds(1);
  static constexpr duration pause_max = std::chrono::seconds(60);
  /// So long after a refusal that counts the pace stays at the lower rate.
  static constexpr duration trouble_memory = std::chrono::seconds(60);
  /// Answers in a row behind which a pause is again the first one, and behind which one refusal is
  /// about one name: the resolver gave it up, as it does where packets are lost behind it.
  static constexpr std::size_t good_answers = first;
  /// Delay is judged by the quickest of so many answers: a lost packet that the resolver repeated
  /// itself delays one of them, a queue delays all.
  static constexpr std::size_t delay_samples = 8;
  /// Below this the doubling of a delay is the noise of a small device.
  static constexpr duration delay_noise = std::chrono::milliseconds(30);
  /// Delay alone never stops the bird.
  static constexpr std::size_t delay_floor = 4;
  /// The quickest answer is forgotten after this to twice this: routes change.
  static constexpr duration quickest_memory = std::chrono::minutes(5);

  std::size_t size() const { return size_; }
  /// When sending goes on; nothing without a pause.
  std::optional<instant> paused_until(instant now) const;
  bool troubled(instant now) const { return now < troubled_until_; }

  /// An authentic answer came. `rtt`: of an answer that did not wait for the console's log.
  void answered(std::optional<duration> rtt, instant now);
  /// SERVFAIL or REFUSED for a query that left at `sent_at`. `jitter`: 0.75 to 1.25. What left
  /// before the pause began says nothing new, nor does the first one behind `good_answers`.
  void refused(instant sent_at, instant now, double jitter);
  /// The console asks for a pause.
  void slow_down(duration pause, instant now);
  /// After a silence nothing is known any more.
  void restart() { size_ = first; }

 private:
  bool delays_pile_up(duration rtt, instant now);

  std::size_t size_ = first;
  instant paused_until_{};
  std::optional<instant> pause_began_;
  instant troubled_until_{};
  duration pause_{};
  std::size_t good_since_ = 0;
  // Quickest answers: of this span of quickest_memory and of the one before.
  instant span_began_{};
  duration quickest_ = duration::max();
  duration quickest_before_ = duration::max();
  // Quickest of the answers of the round, and their count.
  duration round_quickest_ = duration::max();
  std::size_t round_answers_ = 0;
};

static_assert(send_window::first <= window_max);

}  // namespace aviary
