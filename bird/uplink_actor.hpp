#pragma once

#include <functional>
#include <memory>

#include "actors/event_sourced_actor.hpp"
#include "actors/machine_messages.hpp"
#include "actors/ports.hpp"
#include "bird/path_memory.hpp"
#include "bird/uplink.hpp"

// The UPLINK's postman: the queue's offers and the network's datagrams in, datagrams and commands
// out, and one timer.

namespace aviary {

/// From the network: a resolver answered.
struct resolver_answered {
  std::size_t resolver = 0;
  bytes datagram;
};

/// From the network: a query could not leave.
struct resolver_refused {
  std::size_t resolver = 0;
};

/// From itself: something may be due.
struct uplink_alarm {
  std::uint64_t generation = 0;
};

/// Anybody: how is the way to the console? `answer` runs on an actor's thread.
struct ask_uplink {
  std::function<void(const uplink_status&)> answer;
};

using uplink_actor = caf::typed_actor<caf::reacts_to<offered>,            // RETRY QUEUE
                                      caf::reacts_to<queue_counted>,      // RETRY QUEUE
                                      caf::reacts_to<resolver_answered>,  // network
                                      caf::reacts_to<resolver_refused>,   // network
                                      caf::reacts_to<path_told>,          // REPORT DESK
                                      caf::reacts_to<uplink_alarm>,       // itself
                                      caf::reacts_to<ask_uplink>>;

struct uplink_state {
  std::shared_ptr<uplink> machine;
  std::optional<instant> alarm_at;
  std::uint64_t alarm_generation = 0;
  static inline const char* name = "uplink";
};

/// `network` and `paths` outlive the actor; without `paths` nothing is kept.
uplink_actor::behavior_type uplink_behavior(uplink_actor::stateful_pointer<uplink_state> self,
                                            node shared, std::shared_ptr<uplink> machine,
                                            datagram_port* network, path_memory* paths);

}  // namespace aviary

AVIARY_MESSAGE(aviary::resolver_answered)
AVIARY_MESSAGE(aviary::resolver_refused)
AVIARY_MESSAGE(aviary::path_told)
AVIARY_MESSAGE(aviary::uplink_alarm)
AVIARY_MESSAGE(aviary::ask_uplink)
