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
#include <vector>

#include "actors/event_sourced.hpp"
#include "actors/report_journal.hpp"

// The RETRY QUEUE keeps what is owed to somebody who may be away for days: a bird's reports to the
// console, the console's alerts to a webhook. Both are one idea and one unit.
//
// It does not send. It offers its oldest items to a transport, which answers `acknowledge` when the
// other side has the item for good, or `park` when the attempt came to nothing. Attempts and park
// times are `live`: a parked report costs a device's flash nothing, and a reboot offers at once.
//
// A bird's queue keeps a JOURNAL as well, of what was acknowledged, and offers that again when the
// console asks (docs/PROTOCOL.md, "Witnesses"). The bodies are read back from its own stream, few
// at a time, and each report goes under the id that it always had.

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
      wall_time console_time{};  // by the console's clock; zero: unknown
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("result", self.result);
        field("console_time", self.console_time);
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
    /// Keep a journal of what is acknowledged under this registration. For the same one nothing
    /// changes; the count is told in any case.
    struct keep_journal {
      static constexpr std::string_view name = "keep_journal";
      registration_no number{};
      static void fields(auto& self, auto&& field) { field("number", self.number); }
    };
    /// The console answered a heartbeat, which had been put together from the count `as_of` and
    /// said that nothing waits and that the digest is `ours`: its own digest was `theirs`.
    struct reconcile {
      static constexpr std::string_view name = "reconcile";
      console_run asker{};
      report_digest theirs;
      report_digest ours;
      std::uint64_t as_of = 0;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("theirs", self.theirs);
        field("ours", self.ours);
        field("as_of", self.as_of);
      }
    };
    /// In answer to `recall`, in any order.
    struct recalled {
      static constexpr std::string_view name = "recalled";
      struct item {
        std::uint64_t ordinal = 0;
        std::string id;
        std::string body;
        stamp made;
        static void fields(auto& self, auto&& field) {
          field("ordinal", self.ordinal);
          field("id", self.id);
          field("body", self.body);
          field("made", self.made);
        }
      };
      std::vector<item> items;
      static void fields(auto& self, auto&& field) { field("items", self.items); }
    };
  };
  using command = std::variant<resume, tick, commands::enqueue, commands::acknowledge,
                               commands::park, commands::other_side_answers, commands::keep_journal,
                               commands::reconcile, commands::recalled>;

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
      wall_time console_time{};  // zero: unknown
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("attempts", self.attempts);
        field("result", self.result);
        field("console_time", self.console_time);
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
    /// From here on what is acknowledged is kept in the journal, and the digest counts from zero.
    struct journal_began {
      static constexpr std::string_view name = "journal_began";
      registration_no number{};
      static void fields(auto& self, auto&& field) { field("number", self.number); }
    };
    /// The console asked: all that the journal holds is owed again.
    struct reconcile_began {
      static constexpr std::string_view name = "reconcile_began";
      console_run asker{};
      static void fields(auto& self, auto&& field) { field("asker", self.asker); }
    };
    /// The console has this one, again or still.
    struct resent {
      static constexpr std::string_view name = "resent";
      std::uint64_t ordinal = 0;
      std::uint64_t attempts = 0;
      static void fields(auto& self, auto&& field) {
        field("ordinal", self.ordinal);
        field("attempts", self.attempts);
      }
    };
    /// All was brought over, and the console that asked still does: from here on its digest holds.
    struct digest_adopted {
      static constexpr std::string_view name = "digest_adopted";
      console_run asker{};
      report_digest digest;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("digest", self.digest);
      }
    };
  };
  using event =
      std::variant<events::enqueued, events::acknowledged, events::dropped, events::journal_began,
                   events::reconcile_began, events::resent, events::digest_adopted>;

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
      wall_time acknowledged{};  // console time, of what is owed again; zero: unknown, or never
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("body", self.body);
        field("made", self.made);
        field("attempt", self.attempt);
        field("acknowledged", self.acknowledged);
      }
    };
    /// To whoever shows how this node is doing, before any offer that goes with it.
    struct counted {
      static constexpr std::string_view name = "counted";
      std::uint64_t waiting = 0;  // what is owed again included
      std::uint64_t dropped = 0;
      stamp oldest;
      report_digest digest;
      std::uint64_t journal = 0;     // entries
      std::uint64_t owed_again = 0;  // of them
      bool reconciling = false;
      std::uint64_t as_of = 0;  // events that the queue had decided
      static void fields(auto& self, auto&& field) {
        field("waiting", self.waiting);
        field("dropped", self.dropped);
        field("oldest", self.oldest);
        field("digest", self.digest);
        field("journal", self.journal);
        field("owed_again", self.owed_again);
        field("reconciling", self.reconciling);
        field("as_of", self.as_of);
      }
    };
    /// To the unit's shell: read these back from the stream and answer `recalled`.
    struct recall {
      static constexpr std::string_view name = "recall";
      struct item {
        std::uint64_t ordinal = 0;
        std::uint64_t at_sequence = 0;  // of its `enqueued`; ascending
        static void fields(auto& self, auto&& field) {
          field("ordinal", self.ordinal);
          field("at_sequence", self.at_sequence);
        }
      };
      std::vector<item> items;
      static void fields(auto& self, auto&& field) { field("items", self.items); }
    };
  };
  using effect = std::variant<effects::queued, effects::offer, effects::counted, effects::recall>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct item {
    std::string id;
    std::string body;
    stamp made;
    sequence enqueued{};
    wall_time acknowledged{};  // of what is owed again
    friend bool operator==(const item&, const item&) = default;
  };
  struct state {
    std::map<std::uint64_t, item> items;  // by ordinal, so oldest first
    std::map<std::string, std::uint64_t, std::less<>> ordinals;
    std::uint64_t next_ordinal = 0;
    std::uint64_t dropped = 0;
    std::size_t body_octets = 0;
    std::uint64_t events = 0;  // folded so far
    report_journal journal;
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
    std::map<std::uint64_t, item> recalled;              // bodies of what is owed again, by ordinal
    std::map<std::string, std::uint64_t, std::less<>> recalled_ordinals;
    std::uint64_t next_recall = 0;  // entries of the journal from here on were not asked for yet
    bool recalling = false;         // the shell has not answered yet
    std::optional<effects::counted> told;  // the last count
  };

  static decision<retry_queue> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&);
  static bool owes(const state& state) { return !state.items.empty() || state.journal.owed > 0; }

  // -- constants ---------------------------------------------------------------------------------

  /// Items with the transport at once. A bird's sender holds 31 sealed messages; more would only
  /// wait there instead of here.
  static constexpr std::size_t offered_max = 24;
  /// Of these, the most that the journal may have: a new touch finds a place at once.
  static constexpr std::size_t offered_again_max = 16;
  /// Bodies of the journal that are in memory at once, and how few are left when more are fetched.
  static constexpr std::size_t recalled_max = offered_max;
  static constexpr std::size_t recalled_low = offered_max / 2;
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
