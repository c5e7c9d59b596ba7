#pragma once

// The one door to CAF 0.17. Only files named here or *_actor.{hpp,cpp} come through it; everything
// that decides something is free of it (tests/tidy_test.cpp). Narrow headers: caf/all.hpp costs ten
// seconds a file.

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/message.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

// Actors live in one process and pass C++ values: nothing is ever serialized by CAF, neither to
// disk nor to a network. This says so for a message type.
#define AVIARY_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
