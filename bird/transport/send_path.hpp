#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "bird/transport/loss_memory.hpp"
#include "bird/transport/outgoing_message.hpp"
#include "bird/transport/query_table.hpp"
#include "bird/transport/rtt_estimator.hpp"
#include "bird/transport/send_pace.hpp"
#include "bird/transport/send_window.hpp"
#include "bird/transport/silence.hpp"
#include "messages/time.hpp"

// All that the sender has learned of its way to the console, and the one question that it is asked:
// may a query leave now?

namespace aviary {

struct send_path {
  send_path(std::chrono::nanoseconds timeout_first, double loss_assumed)
      : rtt(timeout_first), losses(loss_assumed) {}

  /// Window, pace and pause all allow it.
  bool may_send(instant now) const;
  /// While they do not: when that may change without an answer.
  instant free_at(instant now) const;
  send_timing timing() const;
  /// When silence begins if no answer comes.
  std::optional<instant> silence_begins() const {
    return quiet.begins(rtt.timeout(), losses.dead_after());
  }
  /// Nobody answers, and that is no mistake.
  bool surely_silent(instant now) const {
    return quiet.silent() && now >= quiet.certain_from(rtt.timeout());
  }

  void sent(instant now);
  /// An authentic answer came to `query`; `delayed`: it waited for the console's log. True when
  /// that ends a silence that was certain.
  bool answered(const open_query& query, bool delayed, instant now);
  /// A resolver refused `query`.
  void refused(const open_query& query, instant now, double jitter);
  void slow_down(std::chrono::seconds pause, instant now);

  rtt_estimator rtt;
  loss_memory losses;
  send_window window;
  send_pace pace;
  silence quiet;
  query_table queries;

 private:
  void set_pace(instant now);
};

}  // namespace aviary
