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
  registration_no registration{};  ///< whose journal the RETRY QUEUE keeps
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
  report_digest digest;          ///< of what the console acknowledged
  std::uint64_t journal = 0;     ///< reports that can be offered again
  std::uint64_t owed_again = 0;  ///< of them, in a reconcile
  bool reconciling = false;
  std::optional<bool> disputed;  ///< whether the console, when it compared last, asked
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
  /// How the queue stands. Before it has said so for the first time no heartbeat goes out: what it
  /// would say of the queue would be wrong.
  std::vector<effect> count(const retry_queue::effects::counted& queue);

  instant next_due() const;
  uplink_status status() const;

 private:
  std::vector<effect> perform(std::vector<sender::effect> wanted);
  void perform_one(sender::effect&& wanted, std::vector<effect>& out);
  void take_heartbeat_answer(const sender::effects::heartbeat_answered& beat,
                             std::vector<effect>& out);
  heartbeat_content heartbeat_now() const;
  bytes heartbeat_body() const;
  bool is_of_unknown_age(const retry_queue::effects::offer& item) const;
  std::vector<effect> offer_held();
  wall_time console_time_now() const;
  std::optional<instant> made_at(const stamp& made) const;
  std::optional<instant> made_before(wall_time console_time) const;
  report rolled_back_report(counter highest) const;

  uplink_settings settings_;
  const clock_port& clock_;
  instant started_;
  sender sender_;
  heartbeat_schedule heartbeats_;
  std::optional<retry_queue::effects::counted> queue_;
  std::optional<instant> last_heartbeat_answer_;
  std::optional<wall_time> console_time_;
  instant console_time_told_{};
  std::vector<retry_queue::effects::offer> held_;  // until somebody has told the time
  std::optional<console_run> last_asker_;
  std::optional<bool> disputed_;
  bool rolled_back_ = false;
  bool path_degraded_ = false;
};

}  // namespace aviary
