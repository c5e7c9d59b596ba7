#pragma once

#include <functional>
#include <memory>

#include "actors/event_sourced_actor.hpp"
#include "actors/machine_messages.hpp"
#include "actors/registration.hpp"
#include "console/channels/channel_health.hpp"
#include "console/channels/channels.hpp"

// The CHANNELS' postman: what a channel's RETRY QUEUE offers becomes a POST, and its outcome the
// queue's `acknowledge` or `park`.

namespace aviary {

/// From the LOG: this channel exists.
struct channel_known {
  std::string name;
  webhook_channel channel;
};

/// From the network: how the attempt went.
struct alert_posted {
  std::string queue;
  std::string alert;
  http_outcome outcome;
};

using channels_actor = caf::typed_actor<caf::reacts_to<channel_known>,  // LOG
                                        caf::reacts_to<offered>,        // RETRY QUEUE
                                        caf::reacts_to<alert_posted>>;  // network

struct channels_state {
  channels machine;
  static inline const char* name = "channels";
};

/// `network` outlives the actor.
channels_actor::behavior_type channels_behavior(
    channels_actor::stateful_pointer<channels_state> self, node shared, http_post_port* network,
    std::shared_ptr<channel_health> health);

/// Shows every channel of the log to the actor: those of the past first, then each new one.
subscription follow_channels(const node& shared,
                             std::shared_ptr<const registration::console_identity> console,
                             channels_actor to);

}  // namespace aviary

AVIARY_MESSAGE(aviary::channel_known)
AVIARY_MESSAGE(aviary::alert_posted)
