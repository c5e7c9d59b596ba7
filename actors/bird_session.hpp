#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "actors/event_sourced.hpp"
#include "actors/interval_set.hpp"
#include "actors/report_summary.hpp"
#include "actors/session_witness.hpp"
#include "messages/ids.hpp"
#include "messages/report_kind.hpp"

// The BIRD SESSION is the console's relation to one registered bird, over all its registrations. It
// takes each report over from the bird, once: it acknowledges when, and only when, the report lies
// in the synced log, and owes it to the INCIDENT DESK until the incident has it.
//
// It does not know heartbeats: those are the PRESENCE's, which wakes the session only for what must
// last (a report, silence, return, settings).

namespace aviary {

/// Under this name the console has a session with itself, for what it notices of itself.
inline constexpr bird_id console_itself{};

struct bird_session {
  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// REGISTRATION admitted the bird (again).
    struct register_bird {
      static constexpr std::string_view name = "register_bird";
      bird_id bird{};
      bird_tag tag{};
      registration_no number{};
      bytes sealed_root;  // under the master key
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("tag", self.tag);
        field("number", self.number);
        field("sealed_root", self.sealed_root);
      }
    };
    /// A whole, authentic report of the bird.
    struct accept_report {
      static constexpr std::string_view name = "accept_report";
      counter at{};  // with the tail: the sealed message that brought it
      message_tail tail{};
      std::uint64_t slot = 0;  // where the PRESENCE waits with the answer; means nothing here
      report_id id{};
      std::string body;     // as the bird sent it
      wall_time arrived{};  // of the first fragment
      std::optional<std::uint32_t> age_seconds;
      static void fields(auto& self, auto&& field) {
        field("at", self.at);
        field("tail", self.tail);
        field("slot", self.slot);
        field("id", self.id);
        field("body", self.body);
        field("arrived", self.arrived);
        field("age_seconds", self.age_seconds);
      }
    };
    /// A whole, authentic upload: what the bird found out about its paths.
    struct note_paths {
      static constexpr std::string_view name = "note_paths";
      counter at{};  // with the tail: the sealed message that brought it
      message_tail tail{};
      std::uint64_t slot = 0;  // where the PRESENCE waits with the answer; means nothing here
      report_hash hash{};      // of the body as the bird sent it
      std::string paths;       // JSON of known_paths
      static void fields(auto& self, auto&& field) {
        field("at", self.at);
        field("tail", self.tail);
        field("slot", self.slot);
        field("hash", self.hash);
        field("paths", self.paths);
      }
    };
    /// The console noticed something about the bird itself.
    struct notice {
      static constexpr std::string_view name = "notice";
      std::int32_t log_type = 0;
      std::string text;
      wall_time noticed{};
      static void fields(auto& self, auto&& field) {
        field("log_type", self.log_type);
        field("text", self.text);
        field("noticed", self.noticed);
      }
    };
    /// The incident has report `n` in its synced log.
    struct filed {
      static constexpr std::string_view name = "filed";
      std::uint64_t n = 0;
      static void fields(auto& self, auto&& field) { field("n", self.n); }
    };
    /// Nothing was heard for three intervals.
    struct fall_silent {
      static constexpr std::string_view name = "fall_silent";
      wall_time last_seen{};
      wall_time noticed{};
      static void fields(auto& self, auto&& field) {
        field("last_seen", self.last_seen);
        field("noticed", self.noticed);
      }
    };
    /// A fresh heartbeat after silence.
    struct come_back {
      static constexpr std::string_view name = "come_back";
      static void fields(auto&, auto&&) {}
    };
    /// A heartbeat says that the bird lost so many reports for lack of space, ever.
    struct report_dropped {
      static constexpr std::string_view name = "report_dropped";
      std::uint32_t count = 0;
      wall_time noticed{};
      static void fields(auto& self, auto&& field) {
        field("count", self.count);
        field("noticed", self.noticed);
      }
    };
    /// What a heartbeat says of the bird.
    struct report_settings {
      static constexpr std::string_view name = "report_settings";
      std::string bird_name;
      std::string location;
      std::uint32_t interval_seconds = 0;
      static void fields(auto& self, auto&& field) {
        field("bird_name", self.bird_name);
        field("location", self.location);
        field("interval_seconds", self.interval_seconds);
      }
    };
    /// A heartbeat says that nothing waits and that the bird's digest is this. The PRESENCE sends
    /// it when something is to be decided; `mine` is the console's own run, and
    /// `number` the registration that the heartbeat came under.
    struct compare_digest {
      static constexpr std::string_view name = "compare_digest";
      console_run mine{};
      registration_no number{};
      counter at{};
      report_digest theirs;
      wall_time noticed{};
      static void fields(auto& self, auto&& field) {
        field("mine", self.mine);
        field("number", self.number);
        field("at", self.at);
        field("theirs", self.theirs);
        field("noticed", self.noticed);
      }
    };
  };
  using command = std::variant<resume, tick, commands::register_bird, commands::accept_report,
                               commands::note_paths, commands::notice, commands::filed,
                               commands::fall_silent, commands::come_back, commands::report_dropped,
                               commands::report_settings, commands::compare_digest>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct registered {
      static constexpr std::string_view name = "registered";
      bird_id bird{};
      bird_tag tag{};
      registration_no number{};
      bytes sealed_root;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("tag", self.tag);
        field("number", self.number);
        field("sealed_root", self.sealed_root);
      }
    };
    struct report_accepted {
      static constexpr std::string_view name = "report_accepted";
      bird_id bird{};
      std::uint64_t n = 0;  // ordinal among the session's reports, from 0
      report_id id{};
      counter at{};      // of the sealed message; 0 for what the console noticed itself
      std::string body;  // JSON of a report
      wall_time happened_at{};
      wall_time arrived{};
      bool unparsable = false;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("n", self.n);
        field("id", self.id);
        field("at", self.at);
        field("body", self.body);
        field("happened_at", self.happened_at);
        field("arrived", self.arrived);
        field("unparsable", self.unparsable);
      }
    };
    struct report_filed {
      static constexpr std::string_view name = "report_filed";
      std::uint64_t n = 0;
      static void fields(auto& self, auto&& field) { field("n", self.n); }
    };
    struct fell_silent {
      static constexpr std::string_view name = "fell_silent";
      bird_id bird{};
      wall_time last_seen{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("last_seen", self.last_seen);
      }
    };
    struct returned {
      static constexpr std::string_view name = "returned";
      bird_id bird{};
      static void fields(auto& self, auto&& field) { field("bird", self.bird); }
    };
    struct reports_dropped {
      static constexpr std::string_view name = "reports_dropped";
      bird_id bird{};
      std::uint32_t count = 0;  // in all; after a factory reset it begins anew
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("count", self.count);
      }
    };
    struct settings_reported {
      static constexpr std::string_view name = "settings_reported";
      bird_id bird{};
      std::string bird_name;
      std::string location;
      std::uint32_t interval_seconds = 0;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("bird_name", self.bird_name);
        field("location", self.location);
        field("interval_seconds", self.interval_seconds);
      }
    };
    struct paths_reported {
      static constexpr std::string_view name = "paths_reported";
      bird_id bird{};
      counter at{};       // of the sealed message
      std::string paths;  // JSON of known_paths
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("at", self.at);
        field("paths", self.paths);
      }
    };
    /// The bird knows other reports acknowledged than were accepted. Once, until they agree.
    struct digests_differed {
      static constexpr std::string_view name = "digests_differed";
      bird_id bird{};
      report_digest theirs;
      report_digest ours;
      wall_time noticed{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("theirs", self.theirs);
        field("ours", self.ours);
        field("noticed", self.noticed);
      }
    };
    /// From here on the bird is asked for its journal.
    struct reconcile_asked {
      static constexpr std::string_view name = "reconcile_asked";
      bird_id bird{};
      console_run asker{};
      report_digest digest;  // the console's own
      wall_time asked{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("asker", self.asker);
        field("digest", self.digest);
        field("asked", self.asked);
      }
    };
    struct digests_agreed {
      static constexpr std::string_view name = "digests_agreed";
      bird_id bird{};
      report_digest digest;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("digest", self.digest);
      }
    };
  };
  using event =
      std::variant<events::registered, events::report_accepted, events::report_filed,
                   events::fell_silent, events::returned, events::reports_dropped,
                   events::settings_reported, events::paths_reported, events::digests_differed,
                   events::reconcile_asked, events::digests_agreed>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To REGISTRATION: the bird's keys lie in this stream now.
    struct bird_registered {
      static constexpr std::string_view name = "bird_registered";
      bird_id bird{};
      registration_no number{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("number", self.number);
      }
    };
    /// To the PRESENCE: seal a REPLY, the report or the upload is durable. An upload has an id of
    /// its hash alone.
    struct message_acked {
      static constexpr std::string_view name = "message_acked";
      bird_tag tag{};
      counter at{};
      message_tail tail{};
      std::uint64_t slot = 0;
      report_id id{};
      bool unparsable = false;
      session_witness witness;  // with this report
      static void fields(auto& self, auto&& field) {
        field("tag", self.tag);
        field("at", self.at);
        field("tail", self.tail);
        field("slot", self.slot);
        field("id", self.id);
        field("unparsable", self.unparsable);
        field("witness", self.witness);
      }
    };
    /// To the PRESENCE, in answer to a comparison.
    struct witness_told {
      static constexpr std::string_view name = "witness_told";
      bird_tag tag{};
      session_witness witness;
      static void fields(auto& self, auto&& field) {
        field("tag", self.tag);
        field("witness", self.witness);
      }
    };
    /// To the INCIDENT DESK. `settled`: every report below it is filed for good.
    struct file {
      static constexpr std::string_view name = "file";
      bird_id bird{};
      std::uint64_t n = 0;
      std::uint64_t settled = 0;
      report_summary report;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("n", self.n);
        field("settled", self.settled);
        field("report", self.report);
      }
    };
  };
  using effect = std::variant<effects::bird_registered, effects::message_acked,
                              effects::witness_told, effects::file>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct state {
    bird_id bird{};
    bird_tag tag{};
    registration_no number{};
    std::string bird_name;
    std::string location;
    std::uint32_t interval_seconds = 0;
    bool silent = false;
    std::uint32_t dropped = 0;  // as the bird said last
    counter paths_at{};         // of the newest upload under this registration
    std::uint64_t next_n = 0;
    std::map<std::uint64_t, report_summary> owed;  // by n, to the incident
    std::map<boot_id, interval_set> accepted;
    std::set<report_id> recent;  // the last `recent_max` of them, with hashes
    std::deque<report_id> recent_order;
    session_witness witness;  // of what was accepted under this registration
    friend bool operator==(const state&, const state&) = default;
  };
  struct live {};

  static decision<bird_session> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  /// The part of `evolve` that others need, too.
  static void evolve_witness(session_witness&, const event&);
  /// Whose session recorded that; zeros when the event does not say.
  static bird_id bird_of(const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state& state) { return !state.owed.empty(); }

  // -- constants ---------------------------------------------------------------------------------

  /// How far back a second body under one (boot, sequence), the mark of a cloned bird, is noticed:
  /// a month of reports from a bird that is touched every four minutes.
  static constexpr std::size_t recent_max = 10'000;
};

}  // namespace aviary
