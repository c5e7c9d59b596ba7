#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "actors/event_sourced.hpp"

// The RETRY QUEUE keeps what is owed to somebody who may be away for days: a bird's reports to the
// console, the console's alerts to a webhook. Both are one idea and one unit.
//
// It does not send. It offers its oldest items to a transport, which answers `acknowledge` when the
// other side has the item for good, or `park` when the attempt came to nothing. Attempts and park
// times are `live`: a parked report costs a device's flash nothing, and a reboot offers at once.

namespace aviary {

/// An instant that outlives the process: it can be compared with `now` until the machine boots
/// again. Both zero: unknown.
struct stamp {
  std::uint64_t machine_boot = 0;
  std::int64_t nanoseconds = 0;
  static void fields(auto& self, auto&& field) {
    field("machine_boot", self.machine_boot);
    field("ns", self.nanoseconds);
  }
  friend bool operator==(const stamp&, const stamp&) = default;
};

struct retry_queue {
  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// Take over `body`. `id` was given when it was made; a known id is answered and not taken
    /// twice.
    struct enqueue {
      static constexpr std::string_view name = "enqueue";
      std::string id;
      std::string body;
      stamp made;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("body", self.body);
        field("made", self.made);
      }
    };
    /// The other side has it. `result` is for people: "accepted", "HTTP 200".
    struct acknowledge {
      static constexpr std::string_view name = "acknowledge";
      std::string id;
      std::string result;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("result", self.result);
      }
    };
    /// The attempt came to nothing: offer it again later.
    struct park {
      static constexpr std::string_view name = "park";
      std::string id;
      std::string why;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("why", self.why);
      }
    };
    /// The other side was heard of: everything that is parked is due now.
    struct other_side_answers {
      static constexpr std::string_view name = "other_side_answers";
      static void fields(auto&, auto&&) {}
    };
  };
  using command = std::variant<resume, tick, commands::enqueue, commands::acknowledge,
                               commands::park, commands::other_side_answers>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct enqueued {
      static constexpr std::string_view name = "enqueued";
      std::string id;
      std::string body;
      stamp made;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("body", self.body);
        field("made", self.made);
      }
    };
    struct acknowledged {
      static constexpr std::string_view name = "acknowledged";
      std::string id;
      std::uint64_t attempts = 0;
      std::string result;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("attempts", self.attempts);
        field("result", self.result);
      }
    };
    /// The queue was full: the oldest item was given up. Counted for good and told to the console.
    struct dropped {
      static constexpr std::string_view name = "dropped";
      std::string id;
      std::string why;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("why", self.why);
      }
    };
  };
  using event = std::variant<events::enqueued, events::acknowledged, events::dropped>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To the one who enqueued: the item is on disk here.
    struct queued {
      static constexpr std::string_view name = "queued";
      std::string id;
      static void fields(auto& self, auto&& field) { field("id", self.id); }
    };
    /// To the transport: try to bring this over.
    struct offer {
      static constexpr std::string_view name = "offer";
      std::string id;
      std::string body;
      stamp made;
      std::uint64_t attempt = 0;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("body", self.body);
        field("made", self.made);
        field("attempt", self.attempt);
      }
    };
  };
  using effect = std::variant<effects::queued, effects::offer>;

  // -- hints -------------------------------------------------------------------------------------

  struct hints {
    /// To whoever shows how this node is doing.
    struct counted {
      static constexpr std::string_view name = "counted";
      std::uint64_t waiting = 0;
      std::uint64_t dropped = 0;
      stamp oldest;
      static void fields(auto& self, auto&& field) {
        field("waiting", self.waiting);
        field("dropped", self.dropped);
        field("oldest", self.oldest);
      }
    };
  };
  using hint = std::variant<hints::counted>;

  // -- state -------------------------------------------------------------------------------------

  struct item {
    std::string id;
    std::string body;
    stamp made;
    friend bool operator==(const item&, const item&) = default;
  };
  struct state {
    std::map<std::uint64_t, item> items;  // by ordinal, so oldest first
    std::map<std::string, std::uint64_t, std::less<>> ordinals;
    std::uint64_t next_ordinal = 0;
    std::uint64_t dropped = 0;
    std::size_t body_octets = 0;
    friend bool operator==(const state&, const state&) = default;
  };

  // -- live --------------------------------------------------------------------------------------

  struct attempt {
    std::uint64_t count = 0;
    std::optional<instant> parked_until;  // unset: the transport has it
  };
  struct live {
    std::map<std::uint64_t, attempt> attempts;  // by ordinal, of items offered since the start
    std::set<std::pair<instant, std::uint64_t>> parked;  // the same park times, soonest first
    std::size_t offered = 0;                             // items that the transport has
    std::uint64_t next_fresh = 0;                        // items from here on were never offered
    std::optional<std::pair<std::size_t, std::uint64_t>> told;  // the last count: waiting, dropped
  };

  static decision<retry_queue> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&);
  static bool owes(const state& state) { return !state.items.empty(); }

  // -- constants ---------------------------------------------------------------------------------

  /// Items with the transport at once. A bird's sender holds 31 sealed messages; more would only
  /// wait there instead of here.
  static constexpr std::size_t offered_max = 24;
  /// A bird that is cut off keeps this many: at 550 octets each about 5 MB of flash.
  static constexpr std::size_t items_max = 10'000;
  static constexpr std::size_t body_octets_max = 64 * 1024 * 1024;
  /// 1, 2, 4 ... seconds up to a quarter of an hour, each +-25 % so that a site that comes back is
  /// not hit by all its birds in one second.
  static constexpr std::chrono::seconds backoff_first{1};
  static constexpr std::chrono::minutes backoff_max{15};
  static_assert(backoff_first < backoff_max);
};

}  // namespace aviary
