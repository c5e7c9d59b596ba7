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
#include "bird/transport/path_watch.hpp"
#include "bird/transport/sender.hpp"
#include "messages/heartbeat.hpp"
#include "messages/report.hpp"

// The UPLINK is the bird's side of everything that goes to the console: it feeds the SENDER with
// what the RETRY QUEUE offers and with heartbeats when they are due, turns the sender's effects
// into the queue's commands, and tells the sender what the PATH WATCH finds out. It is a machine.

namespace aviary {

struct uplink_settings {
  std::string name;
  std::string location;
  std::chrono::seconds interval{15};
  registration_no registration{};  ///< whose journal the RETRY QUEUE keeps
  /// Whether the paths through the resolvers are probed.
  bool probes_paths = true;
  /// Of each resolver, what an earlier life found out; none when empty.
  std::vector<std::optional<path_findings>> paths;
  /// Their addresses, under which the console is told what was found; it is not when empty.
  std::vector<std::string> resolvers;
};

/// What `aviary-bird status` shows.
struct uplink_status {
  sender_statistics path;
  std::uint64_t waiting = 0;
  std::uint64_t dropped = 0;
  std::optional<std::chrono::seconds> since_heartbeat;  ///< since one was answered
  std::optional<wall_time> console_time;
  bool rolled_back = false;
  bool path_degraded = false;               ///< the path of the resolver in use
  std::optional<path_findings> path_found;  ///< of the same, by a probe
  report_digest digest;                     ///< of what the console acknowledged
  std::uint64_t journal = 0;                ///< reports that can be offered again
  std::uint64_t owed_again = 0;             ///< of them, in a reconcile
  bool reconciling = false;
  std::optional<bool> disputed;  ///< whether the console, when it compared last, asked
};

/// From the REPORT DESK, by way of the postman: the notice about what was found is stored.
struct path_told {
  std::size_t resolver = 0;
  path_findings found;
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
    /// To the path memory.
    struct keep_path {
      std::size_t resolver = 0;
      path_findings found;
    };
    /// To the REPORT DESK: the bird noticed something about itself.
    struct notice {
      report seen;
      /// Comes back once the report is stored.
      std::optional<path_told> then;
    };
  };
  using effect =
      std::variant<effects::send, effects::tell_queue, effects::notice, effects::keep_path>;

  uplink(uplink_settings settings, const sender_settings& path, counter_source& counters,
         entropy_port& entropy, const clock_port& clock);

  std::vector<effect> offer(const retry_queue::effects::offer& item);
  std::vector<effect> receive(std::size_t resolver, byte_view datagram);
  std::vector<effect> send_failed(std::size_t resolver);
  std::vector<effect> tick();
  /// How the queue stands. Before it has said so for the first time no heartbeat goes out: what it
  /// would say of the queue would be wrong.
  std::vector<effect> count(const retry_queue::effects::counted& queue);
  /// What was found is old news from now on, over the bird's lives.
  std::vector<effect> note_told(const path_told& news);

  instant next_due() const;
  uplink_status status() const;

 private:
  std::vector<effect> perform(std::vector<sender::effect> wanted);
  void perform_one(sender::effect&& wanted, std::vector<effect>& out);
  void perform(std::vector<path_watch::effect> wanted, std::vector<effect>& out);
  void take_found(const path_watch::effects::found& found, std::vector<effect>& out);
  void upload_paths_found(std::vector<effect>& out);
  void end_upload(const report_id& id, bool acknowledged, std::vector<effect>& out);
  void offer_upload(std::vector<effect>& out);
  void take_heartbeat_answer(const sender::effects::heartbeat_answered& beat,
                             std::vector<effect>& out);
  heartbeat_content heartbeat_now() const;
  bytes heartbeat_body() const;
  bool may_begin_probe() const;
  bool is_of_unknown_age(const retry_queue::effects::offer& item) const;
  std::vector<effect> offer_held();
  wall_time console_time_now() const;
  std::optional<instant> made_at(const stamp& made) const;
  std::optional<instant> made_before(wall_time console_time) const;
  report rolled_back_report(counter highest) const;
  report limping_report(const std::string& advice) const;

  uplink_settings settings_;
  const clock_port& clock_;
  instant started_;
  sender sender_;
  heartbeat_schedule heartbeats_;
  path_watch watch_;
  std::vector<std::optional<path_findings>> told_;  // of each resolver, whose advice is stored
  std::optional<retry_queue::effects::counted> queue_;
  std::optional<instant> last_heartbeat_answer_;
  std::optional<wall_time> console_time_;
  instant console_time_told_{};
  std::vector<retry_queue::effects::offer> held_;  // until somebody has told the time
  std::optional<console_run> last_asker_;
  std::optional<bool> disputed_;
  // What the console has not yet; and the upload that the sender is at, the one or an older one.
  std::optional<sender::commands::offer> upload_;
  std::optional<report_id> upload_under_way_;
  std::uint32_t uploads_ = 0;
  bool rolled_back_ = false;
};

}  // namespace aviary
