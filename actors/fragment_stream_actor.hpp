#pragma once

#include "actors/event_sourced_actor.hpp"
#include "actors/fragment_stream.hpp"

// Where a FRAGMENT STREAM's hints go, and how its stream is called.

namespace aviary {

using fragment_stream_actor = unit_actor<fragment_stream>;

/// `fragment_stream/0badcafe-0000000000000007`: tag and counter.
address fragment_stream_address(const fragment_stream::message_place& message);

/// `fragments`: the log that holds these streams, and nothing else.
spawn_stream spawn_fragment_stream(event_log& fragments);

}  // namespace aviary

AVIARY_MESSAGE(aviary::fragment_stream::hints::fragment_ack)
AVIARY_MESSAGE(aviary::fragment_stream::hints::whole)
AVIARY_MESSAGE(aviary::fragment_stream::hints::reopened)
