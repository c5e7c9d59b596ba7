#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "messages/time.hpp"

// Notices that nobody answers any more, and then asks ever more rarely. A resolver backs off from a
// name server that does not answer, some for a minute: whoever keeps pushing keeps the way shut.
//
// Silence is a suspicion until the first status query has got no answer either: when the only thing
// under way is a fragment that never passes, nothing is answered, and yet somebody is there.
// Nothing is given up for a suspicion, and its end is no news.

namespace aviary {

class silence {
 public:
  using duration = std::chrono::nanoseconds;

  /// Silent after four timeouts without any answer, but not before this, and not before so many
  /// queries are unanswered that loss alone would be no explanation (loss_memory).
  static constexpr duration patience_min = std::chrono::seconds(2);
  static constexpr int patience_timeouts = 4;
  /// Status queries at 1, 2, 4 ... 60 s, each +-25 %. Where a single one is likely to be lost, each
  /// pause is kept for some of them.
  static constexpr duration ask_first = std::chrono::seconds(1);
  static constexpr duration ask_max = std::chrono::seconds(60);
  static constexpr std::size_t asks_share = 4;

  /// A query left.
  void sent(instant now);
  /// An authentic answer came. True when that ends a silence that was certain.
  bool answered(duration timeout, instant now);

  /// When silence is to begin; nothing while nothing is unanswered or it has begun.
  std::optional<instant> begins(duration timeout, std::size_t dead_after) const;
  /// Falls silent. `jitter`: 0.75 to 1.25, of the pause before the first status query.
  void begin(instant now, double jitter) {
    first_asked_.reset();
    pause(ask_first, now, jitter);
  }
  bool silent() const { return ask_pause_ != duration{}; }
  /// From when on a silence is certain; only while silent.
  instant certain_from(duration timeout) const { return first_asked_.value_or(ask_due_) + timeout; }

  /// When the next status query is due; only while silent.
  instant ask_due() const { return ask_due_; }
  /// The status query left. `jitter` is of the pause after it; `dead_after`: see begins().
  void asked(instant now, std::size_t dead_after, double jitter);

 private:
  void pause(duration length, instant now, double jitter);

  // The first query that left after the last answer.
  std::optional<instant> unanswered_since_;
  std::size_t unanswered_ = 0;
  // Zero while there is no silence.
  duration ask_pause_{};
  std::size_t asked_at_pause_ = 0;
  instant ask_due_{};
  std::optional<instant> first_asked_;
};

}  // namespace aviary
