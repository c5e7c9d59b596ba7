#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/ports.hpp"
#include "actors/retry_queue.hpp"
#include "bird/heartbeat.hpp"
#include "bird/transport/sender.hpp"
#include "messages/heartbeat.hpp"
#include "messages/report.hpp"

// The UPLINK is the bird's side of everything that goes to the console: it feeds the SENDER with
// what the RETRY QUEUE offers and with heartbeats when they are due, and turns the sender's effects
// into the queue's commands. It is a machine.

namespace aviary {

struct uplink_settings {
  std::string name;
  std::string location;
  std::chrono::seconds interval{15};
};

/// What `aviary-bird status` shows.
struct uplink_status {
  sender_statistics path;
  std::uint64_t waiting = 0;
  std::uint64_t dropped = 0;
  std::optional<std::chrono::seconds> since_heartbeat;  ///< since one was answered
  std::optional<wall_time> console_time;
  bool rolled_back = false;
  bool path_degraded = false;
};

class uplink {
 public:
  struct effects {
    /// To the network.
    struct send {
      std::size_t resolver = 0;
      bytes octets;
      bool over_stream = false;
    };
    /// To the RETRY QUEUE.
    struct tell_queue {
      retry_queue::command what;
    };
    /// To the REPORT DESK: the bird noticed something about itself.
    struct notice {
      report seen;
    };
  };
  using effect = std::variant<effects::send, effects::tell_queue, effects::notice>;

  uplink(uplink_settings settings, sender_settings path, counter_source& counters,
         entropy_port& entropy, const clock_port& clock);

  std::vector<effect> offer(const retry_queue::effects::offer& item);
  std::vector<effect> receive(std::size_t resolver, byte_view datagram);
  std::vector<effect> send_failed(std::size_t resolver);
  std::vector<effect> tick();
  void count(const retry_queue::hints::counted& queue) { queue_ = queue; }

  instant next_due() const;
  uplink_status status() const;

 private:
  std::vector<effect> perform(std::vector<sender::effect> wanted);
  void perform_one(sender::effect&& wanted, std::vector<effect>& out);
  bytes heartbeat_body() const;
  std::optional<instant> made_at(const stamp& made) const;
  report rolled_back_report(counter highest) const;

  uplink_settings settings_;
  const clock_port& clock_;
  instant started_;
  sender sender_;
  heartbeat_schedule heartbeats_;
  retry_queue::hints::counted queue_;
  std::optional<instant> last_heartbeat_answer_;
  std::optional<wall_time> console_time_;
  bool rolled_back_ = false;
  bool path_degraded_ = false;
};

}  // namespace aviary
