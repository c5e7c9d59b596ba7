#pragma once

#include <cstdint>
#include <optional>

#include "messages/time.hpp"

namespace aviary {

/// How one resolver has been answering of late; for people and programs that look at a bird's
/// status. Whom to ask the sender decides by silence (docs/PROTOCOL.md section 5.4).
class resolver_health {
 public:
  /// Weight of one query: about the last 16 count.
  static constexpr double weight = 1.0 / 16;

  void answered(instant now) {
    last_answer_ = now;
    ++answers_;
    count(1);
  }
  /// A query's timeout passed.
  void missed() { count(0); }

  /// Share of the last queries that were answered in time, 0 to 1; nothing before the first.
  std::optional<double> score() const { return score_; }
  std::uint64_t queries() const { return queries_; }
  std::uint64_t answers() const { return answers_; }
  std::optional<instant> last_answer() const { return last_answer_; }

 private:
  void count(double outcome) {
    ++queries_;
    score_ = score_ ? *score_ + weight * (outcome - *score_) : outcome;
  }

  std::optional<double> score_;
  std::uint64_t queries_ = 0;
  std::uint64_t answers_ = 0;
  std::optional<instant> last_answer_;
};

}  // namespace aviary
