#pragma once

#include "actors/retry_queue.hpp"
#include "storage/event_log.hpp"

// A RETRY QUEUE's bodies, from the stream in which it once took them over: what its shell answers a
// `recall` with. On the calling thread; costs a read for each record between the first wanted and
// the last.

namespace aviary {

/// `wanted` names events of `stream` that are durable, in ascending order.
retry_queue::commands::recalled read_back(const event_log& log, const stream_name& stream,
                                          const retry_queue::effects::recall& wanted);

}  // namespace aviary
