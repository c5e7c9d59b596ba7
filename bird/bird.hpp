#pragma once

#include <functional>
#include <string>

#include "actors/registry_actor.hpp"
#include "bird/report_desk_actor.hpp"
#include "bird/transport/counter_source.hpp"
#include "bird/uplink_actor.hpp"
#include "storage/event_log.hpp"

// A bird, wired from its ports: the report desk, the queue of reports and the uplink. A program
// gives it a disk, a clock and sockets; a simulator gives it its own; in between nothing differs.

namespace aviary {

/// Everything outlives the bird.
struct bird_ports {
  event_log* log = nullptr;
  const clock_port* clock = nullptr;
  entropy_port* entropy = nullptr;
  datagram_port* network = nullptr;
  counter_source* counters = nullptr;
  path_memory* paths = nullptr;  ///< may be missing
  unit_observer* observer = nullptr;
};

class bird {
 public:
  using answer = std::function<void(result<report_id, failure>)>;

  bird(caf::actor_system& system, const bird_ports& ports, boot_id life, uplink_settings settings,
       const sender_settings& path);
  /// Ends its actors; what they had not made durable is as after a crash.
  ~bird();
  bird(const bird&) = delete;
  bird& operator=(const bird&) = delete;

  /// `told` gets the report's id once it is durable, or why it was not taken; it runs on an actor's
  /// thread and must be short.
  void submit(report seen, answer told);
  void ask_status(std::function<void(const uplink_status&)> told);

 private:
  datagram_port* network_;
  registry_actor registry_;
  report_desk_actor desk_;
  uplink_actor uplink_;
};

}  // namespace aviary
