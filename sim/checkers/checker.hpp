#pragma once

#include <any>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/time.hpp"
#include "storage/event_log.hpp"

// A CHECKER watches a world and says when a promise is broken. It sees what anybody could see from
// outside (datagrams, webhooks, what a decoy was told) and what lies on the disks; it never asks
// the product what it thinks.

namespace aviary {

// -- what is seen ---------------------------------------------------------------------------------

struct sightings {
  /// A decoy or a sensor was told "stored".
  struct stored {
    std::uint64_t bird = 0;
    report_id id{};
  };
  /// Somebody touches a decoy of a bird that is up.
  struct touched {
    std::uint64_t bird = 0;
  };
  /// A bird sent a query.
  struct query_sent {
    std::uint64_t bird = 0;
    byte_view datagram;
  };
  /// A bird received an answer.
  struct answer_received {
    std::uint64_t bird = 0;
    byte_view datagram;
  };
  /// The console gave its edge the raw content of a TXT record.
  struct answer_made {
    byte_view text;
  };
  /// A bird's log was asked to append; nothing of it is durable yet.
  struct bird_appends {
    std::uint64_t bird = 0;
    const append_request* what = nullptr;
  };
  /// A record of the console's log became durable. Each is seen once, in order.
  struct console_record {
    const record* what = nullptr;
  };
  /// The console starts from a backup, which ends with record `last`: what is no longer in its log
  /// will not have happened. The records that are left are seen again.
  struct console_restored {
    position last{};
  };
  /// The console calls a webhook, which takes the alert or does not.
  struct alert_posted {
    std::string_view id;
    std::string_view body;
    bool taken = false;
  };
  /// A bird's counters were put back: some will be used again, and only the tails keep nonces
  /// apart.
  struct counters_put_back {
    bird_tag bird{};
  };
  /// A bird's disk was put back. These had been stored on what is gone.
  struct disk_put_back {
    std::uint64_t bird = 0;
    std::vector<report_id> gone;
  };
  /// A second bird runs from a copy of this one's disk.
  struct cloned {
    std::uint64_t bird = 0;
    bird_id id{};
    bird_tag tag{};
  };
  /// Somebody sets the console's clock, by so much.
  struct console_clock_set {
    std::chrono::milliseconds by{};
  };
  /// This bird's keys are in the wrong hands from now on: anything may be said in its name, and
  /// what becomes of its own reports and of its life is held against nobody.
  struct turned {
    std::uint64_t bird = 0;
    bird_id id{};
    bird_tag tag{};
  };
  /// 0 is the console.
  struct crashed {
    std::uint64_t node = 0;
  };
  /// A bird has its keys by then; what it says can be read with them.
  struct started {
    std::uint64_t node = 0;
    const root_key* root = nullptr;
  };
  /// One of the console's logs was asked to append; nothing of it is durable yet.
  struct console_appends {
    const append_request* what = nullptr;
  };
  /// A unit of a node has nothing on its way to the log. `state`: a `const Unit::state*`.
  struct unit_at_rest {
    std::uint64_t node = 0;
    const event_log* log = nullptr;
    std::string_view stream;
    const std::any* state = nullptr;
  };
  /// Once a virtual second.
  struct second_passed {
    instant now{};
    const event_log* fragments = nullptr;  ///< the console's second log
  };
};

using sighting =
    std::variant<sightings::stored, sightings::touched, sightings::query_sent,
                 sightings::answer_received, sightings::answer_made, sightings::bird_appends,
                 sightings::console_record, sightings::console_restored, sightings::alert_posted,
                 sightings::counters_put_back, sightings::disk_put_back, sightings::cloned,
                 sightings::console_clock_set, sightings::crashed, sightings::started,
                 sightings::second_passed, sightings::turned, sightings::unit_at_rest,
                 sightings::console_appends>;

/// How things stand when the faults have stopped and everybody had the time to settle.
struct outcome {
  /// By name, the console's first.
  std::vector<std::pair<std::string, const event_log*>> logs;
  /// Whoever is not up, or was never registered.
  std::vector<std::string> missing;
  /// The console's second log.
  const event_log* fragments = nullptr;
  /// Birds that are up, and actors that are awake, the console's and theirs.
  std::size_t birds = 0;
  std::size_t awake = 0;
};

// -- who sees it ----------------------------------------------------------------------------------

class checker {
 public:
  virtual ~checker() = default;
  virtual void see(const sighting& one) = 0;
  virtual void conclude(const outcome&) {}
  /// Whether something is still to come that no log owes: a world goes on that long, though no
  /// longer than it lets everybody settle.
  virtual bool waits() const { return false; }

  /// In words, one for each promise that was broken.
  const std::vector<std::string>& broken_promises() const { return broken_; }

 protected:
  void broken(std::string what) { broken_.push_back(std::move(what)); }

 private:
  std::vector<std::string> broken_;
};

/// What `aviary-sim list` shows of one.
struct checker_kind {
  std::string_view name;
  std::string_view promise;
  std::unique_ptr<checker> (*make)(const struct checker_settings&);
};

struct checker_settings {
  std::string_view zone;
  /// Between two heartbeats of a bird.
  std::chrono::seconds interval{15};
};

std::span<const checker_kind> checker_kinds();

/// All of them at once.
class checker_panel {
 public:
  explicit checker_panel(const checker_settings& settings);

  void see(const sighting& one) {
    for (auto& each : listeners_) each(one);
    for (auto& each : checkers_) each->see(one);
  }
  /// Sees everything that the checkers see, before them.
  void on_sighting(std::function<void(const sighting&)> listener) {
    listeners_.push_back(std::move(listener));
  }
  void conclude(const outcome& end) {
    for (auto& each : checkers_) each->conclude(end);
  }
  bool is_content() const;
  bool waits() const;
  /// `checker: promise`.
  std::vector<std::string> broken_promises() const;

 private:
  std::vector<std::unique_ptr<checker>> checkers_;
  std::vector<std::function<void(const sighting&)>> listeners_;
};

}  // namespace aviary
