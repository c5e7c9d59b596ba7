#pragma once

#include <memory>
#include <vector>

#include "actors/fragment_stream_actor.hpp"
#include "actors/machine_messages.hpp"
#include "actors/registry_actor.hpp"
#include "console/presence/presence.hpp"

// The PRESENCE's postman: batches and mail in, commands for sessions and fragment streams out, and
// one tick a second. It decides nothing.

namespace aviary {

/// From itself, once a second.
struct sweep_presence {};

/// Anybody: how are the birds?
struct list_birds {};
/// Those that were ever heard.
struct bird_list {
  std::vector<presence_record> birds;
};

using presence_actor =
    caf::typed_actor<caf::reacts_to<authentic_batch>,                       // edge
                     caf::reacts_to<message_acked>,                         // SESSION
                     caf::reacts_to<witness_told>,                          // SESSION
                     caf::reacts_to<fragment_stream::hints::fragment_ack>,  // FRAGMENT STREAM
                     caf::reacts_to<fragment_stream::hints::whole>,         // FRAGMENT STREAM
                     caf::reacts_to<fragment_stream::hints::reopened>,      // FRAGMENT STREAM
                     caf::reacts_to<sweep_presence>,                        // itself
                     caf::replies_to<list_birds>::with<bird_list>>;         // views

struct presence_state {
  std::shared_ptr<presence> machine;
  static inline const char* name = "presence";
};

/// Shows the log's history to the table and then to the machine, and from then on each new record
/// to the table, on the log's thread. The table and the log outlive the subscription.
subscription follow_log(const node& shared, key_table& keys, presence& machine);

/// `shared.log` is the sessions' log; whoever spawns binds the actor to `addresses::presence`.
presence_actor::behavior_type presence_behavior(
    presence_actor::stateful_pointer<presence_state> self, node shared,
    std::shared_ptr<presence> machine);

}  // namespace aviary

AVIARY_MESSAGE(aviary::authentic_batch)
AVIARY_MESSAGE(aviary::sweep_presence)
AVIARY_MESSAGE(aviary::list_birds)
AVIARY_MESSAGE(aviary::bird_list)
