#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include "actors/event_sourced.hpp"

// Given events, when commands, then the transcript: one line for each event, effect and hint, in
// the order in which they would leave. Appends become durable at once unless the test holds them.

namespace aviary {

template <class Unit>
class unit_fixture {
 public:
  explicit unit_fixture(typename Unit::live live = {}) : fresh_live_(std::move(live)) { restart(); }

  /// Decides on a command and returns what came of it.
  std::string when(const typename Unit::command& wanted) {
    auto step = runner_->handle(wanted, now_, wall_time(std::chrono::milliseconds(0)), position{});
    std::string out;
    if (step.append) {
      for (const auto& event : step.append->events) {
        out += "event  " + event.type + ' ' + std::string(as_text(event.payload)) + '\n';
        record one;
        one.at_position = position{records_.size() + 1};
        one.stream = step.append->stream;
        one.at_sequence = sequence{records_.size()};
        one.type = event.type;
        one.payload = event.payload;
        records_.push_back(std::move(one));
      }
      undurable_.push_back(position{records_.size()});
    }
    for (const auto& hint : step.hints) out += "hint   " + to_transcript(hint) + '\n';
    out += text_of(step.effects);
    if (!holding_) out += sync();
    return out;
  }

  /// From now on nothing becomes durable until `sync`.
  void hold() { holding_ = true; }

  /// Everything that was appended is on disk now.
  std::string sync() {
    std::string out;
    for (; !undurable_.empty(); undurable_.pop_front())
      out += text_of(runner_->durable(undurable_.front()));
    durable_count_ = records_.size();
    return out;
  }

  /// A crash: what was not durable is gone, `live` too. The rest is replayed.
  void restart() {
    records_.resize(durable_count_);
    undurable_.clear();
    holding_ = false;
    runner_.emplace("unit", fresh_live_);
    for (const auto& one : records_) runner_->replay(one);
  }

  /// An accepted loss: only so many events are left.
  void cut(std::size_t kept) {
    durable_count_ = kept;
    restart();
  }

  void pass(instant::duration time) { now_ += time; }
  std::optional<instant::duration> due_in() const {
    const auto due = runner_->next_due();
    if (!due) return {};
    return *due - now_;
  }
  const typename Unit::state& state() const { return runner_->state(); }
  bool owes() const { return runner_->owes(); }

 private:
  static std::string text_of(
      const std::vector<typename event_sourced<Unit>::released_effect>& effects) {
    std::string out;
    for (const auto& effect : effects) out += "effect " + to_transcript(effect.what) + '\n';
    return out;
  }

  typename Unit::live fresh_live_;
  std::optional<event_sourced<Unit>> runner_;
  std::vector<record> records_;
  std::deque<position> undurable_;
  std::size_t durable_count_ = 0;
  bool holding_ = false;
  instant now_{std::chrono::hours(1)};
};

}  // namespace aviary
