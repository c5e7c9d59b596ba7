#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "actors/event_sourced.hpp"
#include "actors/report_summary.hpp"

// The INCIDENT DESK decides to which incident a report belongs, and nothing else. It alone knows
// the windows. Reports it owes to nobody: the session files one again until the incident has it,
// and the desk's answer to a repeated one is what it answered first. What somebody closed it owes
// to the incident (docs/INCIDENTS.md).
//
// One incident is: one bird, one kind, one source, without a gap of more than a minute. A second
// bird that the same source touches within that minute joins the source's oldest open incident: one
// scan of a network is one alert.

namespace aviary {

struct incident_desk {
  /// Somebody closes an incident.
  struct closed_by {
    incident_id incident{};
    std::string by;
    static void fields(auto& self, auto&& field) {
      field("incident", self.incident);
      field("by", self.by);
    }
  };
  /// `source` is that of all its windows.
  struct closed_by_with_source : closed_by {
    std::string source;
    static void fields(auto& self, auto&& field) {
      closed_by::fields(self, field);
      field("source", self.source);
    }
  };

  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// SESSION: report `n` of the bird; everything below `settled` is filed for good.
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
    /// A person: no report joins this incident any more.
    struct close : closed_by_with_source {
      static constexpr std::string_view name = "close";
    };
    /// INCIDENT: it is closed, durably.
    struct closed {
      static constexpr std::string_view name = "closed";
      incident_id incident{};
      static void fields(auto& self, auto&& field) { field("incident", self.incident); }
    };
  };
  using command = std::variant<resume, tick, commands::file, commands::close, commands::closed>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct report_assigned {
      static constexpr std::string_view name = "report_assigned";
      bird_id bird{};
      std::uint64_t n = 0;
      std::uint64_t settled = 0;
      incident_id incident{};
      std::string kind;
      std::string source;
      wall_time happened_at{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("n", self.n);
        field("settled", self.settled);
        field("incident", self.incident);
        field("kind", self.kind);
        field("source", self.source);
        field("happened_at", self.happened_at);
      }
    };
    struct windows_closed : closed_by_with_source {
      static constexpr std::string_view name = "windows_closed";
    };
    struct closing_settled {
      static constexpr std::string_view name = "closing_settled";
      incident_id incident{};
      static void fields(auto& self, auto&& field) { field("incident", self.incident); }
    };
  };
  using event =
      std::variant<events::report_assigned, events::windows_closed, events::closing_settled>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To the INCIDENT.
    struct add_report {
      static constexpr std::string_view name = "add_report";
      incident_id incident{};
      bird_id bird{};
      std::uint64_t n = 0;
      report_summary report;
      static void fields(auto& self, auto&& field) {
        field("incident", self.incident);
        field("bird", self.bird);
        field("n", self.n);
        field("report", self.report);
      }
    };
    /// To the INCIDENT.
    struct close : closed_by {
      static constexpr std::string_view name = "close";
    };
  };
  using effect = std::variant<effects::add_report, effects::close>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  /// Source first, so that all windows of one source lie together.
  using window_key = std::tuple<std::string, bird_id, std::string>;  // source, bird, kind
  struct window {
    incident_id incident{};
    wall_time first{};
    wall_time last{};
    friend bool operator==(const window&, const window&) = default;
  };
  struct state {
    std::map<window_key, std::vector<window>> windows;
    std::map<bird_id, std::map<std::uint64_t, incident_id>> unsettled;
    std::map<incident_id, std::string> closing;  // by whom; the incident may not know yet
    wall_time newest{};                          // of everything that happened
    std::uint64_t until_sweep = 0;               // reports until windows are swept again
    friend bool operator==(const state&, const state&) = default;
  };
  struct live {};

  static decision<incident_desk> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state& state) { return !state.closing.empty(); }

  // -- constants ---------------------------------------------------------------------------------

  /// A person who types passwords pauses less than this; two visits are seldom so close.
  static constexpr std::chrono::seconds quiet_max{60};
  /// A bird that was cut off for a month still joins its old reports to one incident.
  static constexpr std::chrono::days windows_kept{30};
  static constexpr std::uint64_t reports_per_sweep = 4096;
};

}  // namespace aviary
