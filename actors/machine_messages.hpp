#pragma once

#include <string>

#include "actors/bird_session.hpp"
#include "actors/caf.hpp"
#include "actors/registration.hpp"
#include "actors/retry_queue.hpp"

// What units tell machines: effects that leave the world of streams. Sent by the postmen.

namespace aviary {

/// SESSION to PRESENCE: the report is durable, seal the REPLY.
using message_acked = bird_session::effects::message_acked;

/// SESSION to PRESENCE: what came of a comparison of digests.
using witness_told = bird_session::effects::witness_told;

/// RETRY QUEUE to its transport (uplink or channels): bring this over, and tell the queue at `from`
/// how it went.
struct offered {
  std::string from;
  retry_queue::effects::offer item;
};

/// RETRY QUEUE to whoever enqueued, when that is a machine.
struct queued_in {
  std::string queue;
  std::string id;
};

/// RETRY QUEUE to whoever watches it: how it stands.
struct queue_counted {
  std::string queue;
  retry_queue::effects::counted count;
};

}  // namespace aviary

AVIARY_MESSAGE(aviary::message_acked)
AVIARY_MESSAGE(aviary::witness_told)
AVIARY_MESSAGE(aviary::registration::effects::answered)
AVIARY_MESSAGE(aviary::registration::effects::refused)
AVIARY_MESSAGE(aviary::offered)
AVIARY_MESSAGE(aviary::queued_in)
AVIARY_MESSAGE(aviary::queue_counted)
