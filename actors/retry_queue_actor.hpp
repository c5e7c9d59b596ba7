#pragma once

#include <string>

#include "actors/event_sourced_actor.hpp"
#include "actors/retry_queue.hpp"

// Where a RETRY QUEUE's effects go: offers to its transport, `queued` to whoever fills the queue.

namespace aviary {

using retry_queue_actor = unit_actor<retry_queue>;

struct retry_queue_wiring {
  /// The machine that brings items over; it gets `offered`.
  address transport;
  /// A unit with a `queued` command, or the machine that gets `queued_in`.
  address source;
  /// The machine that gets `queue_counted`; empty: nobody.
  address watcher;
};

/// The queue of a bird's reports, or of one channel's alerts.
spawn_stream spawn_retry_queue(retry_queue_wiring wiring);

}  // namespace aviary
