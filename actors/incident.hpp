#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "actors/event_sourced.hpp"
#include "actors/report_summary.hpp"

// An INCIDENT is what people see: the reports that belong together, the one alert that was raised
// about them, and what people did about it. It owes its alert to the ALERT DESK until that has it.

namespace aviary {

struct incident {
  /// What a person did about which incident.
  struct by_somebody {
    incident_id id{};
    std::string by;
    static void fields(auto& self, auto&& field) {
      field("id", self.id);
      field("by", self.by);
    }
  };

  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// INCIDENT DESK: this report belongs here. The first one opens the incident.
    struct add_report {
      static constexpr std::string_view name = "add_report";
      incident_id id{};
      bird_id bird{};
      std::uint64_t n = 0;
      report_summary report;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("bird", self.bird);
        field("n", self.n);
        field("report", self.report);
      }
    };
    /// ALERT DESK: the alert is routed, durably.
    struct raised {
      static constexpr std::string_view name = "raised";
      static void fields(auto&, auto&&) {}
    };
    /// A person has seen it.
    struct acknowledge {
      static constexpr std::string_view name = "acknowledge";
      std::string by;
      static void fields(auto& self, auto&& field) { field("by", self.by); }
    };
    /// INCIDENT DESK: a person closed it, and no report is given to it any more.
    struct close : by_somebody {
      static constexpr std::string_view name = "close";
    };
    /// A person writes something down.
    struct note {
      static constexpr std::string_view name = "note";
      std::string by;
      std::string text;
      static void fields(auto& self, auto&& field) {
        field("by", self.by);
        field("text", self.text);
      }
    };
  };
  using command = std::variant<resume, tick, commands::add_report, commands::raised,
                               commands::acknowledge, commands::close, commands::note>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct opened {
      static constexpr std::string_view name = "opened";
      incident_id id{};
      bird_id bird{};
      report_summary report;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("bird", self.bird);
        field("report", self.report);
      }
      friend bool operator==(const opened&, const opened&) = default;
    };
    struct alert_raised {
      static constexpr std::string_view name = "alert_raised";
      static void fields(auto&, auto&&) {}
    };
    struct report_added {
      static constexpr std::string_view name = "report_added";
      incident_id id{};
      bird_id bird{};
      std::uint64_t n = 0;
      wall_time happened_at{};
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("bird", self.bird);
        field("n", self.n);
        field("happened_at", self.happened_at);
      }
    };
    /// Another bird was touched by the same source: a scan of the network.
    struct widened {
      static constexpr std::string_view name = "widened";
      incident_id id{};
      bird_id bird{};
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("bird", self.bird);
      }
    };
    struct alert_settled {
      static constexpr std::string_view name = "alert_settled";
      static void fields(auto&, auto&&) {}
    };
    struct acknowledged : by_somebody {
      static constexpr std::string_view name = "acknowledged";
    };
    struct closed : by_somebody {
      static constexpr std::string_view name = "closed";
    };
    struct noted {
      static constexpr std::string_view name = "noted";
      incident_id id{};
      std::string by;
      std::string text;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("by", self.by);
        field("text", self.text);
      }
    };
  };
  using event =
      std::variant<events::opened, events::alert_raised, events::report_added, events::widened,
                   events::alert_settled, events::acknowledged, events::closed, events::noted>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To the SESSION: report `n` is here.
    struct filed {
      static constexpr std::string_view name = "filed";
      bird_id bird{};
      std::uint64_t n = 0;
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("n", self.n);
      }
    };
    /// To the ALERT DESK: the one alert about this incident; `body` is the same whenever it is
    /// said.
    struct raise {
      static constexpr std::string_view name = "raise";
      incident_id id{};
      std::string body;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("body", self.body);
      }
    };
    /// To the INCIDENT DESK: it is closed here.
    struct close_taken {
      static constexpr std::string_view name = "close_taken";
      incident_id id{};
      static void fields(auto& self, auto&& field) { field("id", self.id); }
    };
  };
  using effect = std::variant<effects::filed, effects::raise, effects::close_taken>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct state {
    incident_id id{};
    std::optional<events::opened> opened;
    std::map<bird_id, std::set<std::uint64_t>> reports;
    bool owes_alert = false;
    std::string acknowledged_by;  // empty: not yet
    std::string closed_by;        // the same
    std::size_t notes = 0;
    friend bool operator==(const state&, const state&) = default;
  };
  struct live {};

  static decision<incident> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state& state) { return state.owes_alert; }

  // -- constants ---------------------------------------------------------------------------------

  static constexpr std::size_t notes_max = 1000;
  static constexpr std::size_t note_octets_max = 4096;
};

/// What a channel sends about an incident, as JSON: an attacker's text in every field but the ids.
/// Passwords stay in the console.
std::string alert_body(const incident::events::opened& opened);

}  // namespace aviary
