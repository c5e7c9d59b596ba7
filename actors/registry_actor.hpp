#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "actors/caf.hpp"
#include "actors/ports.hpp"
#include "storage/event_log.hpp"

// The REGISTRY maps addresses to actors. An address is a stream name ("bird_session/3f09...") or
// the name of a machine ("presence"). Actors write to addresses and never keep each other's
// handles, so a stream's actor may come and go: the registry spawns it on the first command, lets
// it sleep when it owes nothing and is not due, and holds the node's one timer.

namespace aviary {

/// Where mail goes: a stream name, or the name that a machine was bound to.
using address = std::string;

/// To the REGISTRY: hand this on to whoever has that address.
struct mail {
  address to;
  caf::message what;
};

/// To the REGISTRY, from an actor that it spawned, whenever something changed: `handled` counts the
/// messages from the registry so far, `due` is when it wants to be woken. One that is `idle` owes
/// nothing, has nothing on its way to the log, and may sleep.
struct settled {
  address from;
  std::uint64_t handled = 0;
  std::optional<instant> due;
  bool idle = false;
};

/// To the REGISTRY: that machine has this address from now on.
struct bind_address {
  address to;
  caf::actor machine;
};

/// To the REGISTRY: wake every stream that owes something.
struct resume_streams {};
/// To the REGISTRY, from itself.
struct alarm {
  std::uint64_t generation = 0;
};
/// To an actor that the registry spawned: the instant that you asked for has come.
struct wake {};
/// To an actor that the registry spawned: you are idle, go.
struct fall_asleep {};

using registry_actor =
    caf::typed_actor<caf::reacts_to<mail>, caf::reacts_to<settled>, caf::reacts_to<bind_address>,
                     caf::reacts_to<resume_streams>, caf::reacts_to<alarm>>;

/// For proofs: sees a unit when nothing of it is on its way to the log. What it holds is then what
/// its stream makes of a fresh one. The programs have none.
class unit_observer {
 public:
  virtual ~unit_observer() = default;
  /// `state`: a `const Unit::state*`. On the unit's thread.
  virtual void at_rest(const stream_name& stream, const std::any& state) = 0;
};

/// What all actors of one node share. The log, the clock and the entropy outlive the actors.
struct node {
  event_log* log = nullptr;
  const clock_port* clock = nullptr;
  registry_actor registry;
  unit_observer* observer = nullptr;
};

/// Spawns the actor of one stream.
using spawn_stream = std::function<caf::actor(caf::actor_system&, const node&, const stream_name&)>;

struct unit_policy {
  spawn_stream spawn;
  /// How long an actor that has nothing to do stays awake: waking it replays all of its stream.
  instant::duration linger{};
  /// The log that holds the unit's streams.
  event_log* log = nullptr;
  unit_observer* observer = nullptr;
};

/// A stream that is long and often used.
inline constexpr auto stays_awake = instant::duration::max();

/// By unit, the part of a stream name before the first slash.
using unit_table = std::map<std::string, unit_policy, std::less<>>;

struct registry_state {
  /// Takes the actors of its streams along. They are not linked to it: CAF keeps an actor's links
  /// in a list, and seeks one that goes in all of it, which took 18 ms beside 100,000 others.
  ~registry_state();

  struct entry {
    caf::actor actor;
    std::uint64_t delivered = 0;
    std::optional<instant> due;
    instant::duration linger{};
    bool lingers = false;  // it has nothing to do, and goes when it is due
  };

  const clock_port* clock = nullptr;
  unit_table units;
  std::unordered_map<address, caf::actor> machines;
  std::unordered_map<address, entry> streams;
  std::set<std::pair<instant, address>> dues;
  std::optional<instant> alarm_at;
  std::uint64_t alarm_generation = 0;

  static inline const char* name = "registry";
};

/// The registry's behaviour. An actor that dies of an error takes the process with it, and the
/// restart replays.
registry_actor::behavior_type registry_behavior(
    registry_actor::stateful_pointer<registry_state> self, const clock_port* clock,
    unit_table units);

}  // namespace aviary

AVIARY_MESSAGE(aviary::mail)
AVIARY_MESSAGE(aviary::settled)
AVIARY_MESSAGE(aviary::bind_address)
AVIARY_MESSAGE(aviary::resume_streams)
AVIARY_MESSAGE(aviary::alarm)
AVIARY_MESSAGE(aviary::wake)
AVIARY_MESSAGE(aviary::fall_asleep)
