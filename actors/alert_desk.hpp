#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/event_sourced.hpp"

// The ALERT DESK knows the channels and decides once, for each incident, over which of them its
// alert goes. It owes the alert to each channel's RETRY QUEUE until that has it. Channels live
// here, and not in a stream of their own, because a decision must not depend on which of two
// streams is replayed first.

namespace aviary {

struct alert_desk {
  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// INCIDENT: raise the one alert about it.
    struct raise {
      static constexpr std::string_view name = "raise";
      incident_id incident{};
      std::string body;
      static void fields(auto& self, auto&& field) {
        field("incident", self.incident);
        field("body", self.body);
      }
    };
    /// RETRY QUEUE of a channel: the alert is on disk there.
    struct queued {
      static constexpr std::string_view name = "queued";
      std::string alert;
      static void fields(auto& self, auto&& field) { field("alert", self.alert); }
    };
    /// A person: alerts go here too from now on.
    struct add_channel {
      static constexpr std::string_view name = "add_channel";
      std::string channel;  // its address: "webhook-" and eight hexadecimal digits
      std::string url;
      bytes sealed_secret;  // under the master key
      std::string by{};
      static void fields(auto& self, auto&& field) {
        field("channel", self.channel);
        field("url", self.url);
        field("sealed_secret", self.sealed_secret);
        field("by", self.by);
      }
    };
    /// A person: send a test alert over one channel. `id` was drawn by the caller.
    struct test_channel {
      static constexpr std::string_view name = "test_channel";
      std::string channel;
      incident_id id{};
      std::string body;
      static void fields(auto& self, auto&& field) {
        field("channel", self.channel);
        field("id", self.id);
        field("body", self.body);
      }
    };
  };
  using command = std::variant<resume, tick, commands::raise, commands::queued,
                               commands::add_channel, commands::test_channel>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct channel_added {
      static constexpr std::string_view name = "channel_added";
      std::string channel;
      std::string url;
      bytes sealed_secret;
      std::string by{};
      static void fields(auto& self, auto&& field) {
        field("channel", self.channel);
        field("url", self.url);
        field("sealed_secret", self.sealed_secret);
        field("by", self.by);
      }
    };
    struct alert_routed {
      static constexpr std::string_view name = "alert_routed";
      incident_id incident{};
      std::vector<std::string> channels;
      std::string body;
      static void fields(auto& self, auto&& field) {
        field("incident", self.incident);
        field("channels", self.channels);
        field("body", self.body);
      }
    };
    struct alert_queued {
      static constexpr std::string_view name = "alert_queued";
      std::string alert;
      static void fields(auto& self, auto&& field) { field("alert", self.alert); }
    };
  };
  using event = std::variant<events::channel_added, events::alert_routed, events::alert_queued>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To the INCIDENT: its alert is routed.
    struct raised {
      static constexpr std::string_view name = "raised";
      incident_id incident{};
      static void fields(auto& self, auto&& field) { field("incident", self.incident); }
    };
    /// To the channel's RETRY QUEUE.
    struct enqueue {
      static constexpr std::string_view name = "enqueue";
      std::string channel;
      std::string alert;
      std::string body;
      static void fields(auto& self, auto&& field) {
        field("channel", self.channel);
        field("alert", self.alert);
        field("body", self.body);
      }
    };
  };
  using effect = std::variant<effects::raised, effects::enqueue>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct owed_alert {
    std::string channel;
    std::string body;
    friend bool operator==(const owed_alert&, const owed_alert&) = default;
  };
  struct state {
    std::vector<std::string> channels;
    /// Every incident whose alert was routed, for ever: an incident raises again after each restart
    /// until it has `raised` in its log, which may be long after this. It is some 64 octets for
    /// each incident, and opening one takes a touch, so it stays far below what the views hold of
    /// the same incidents. It could be forgotten when the incident says, behind its last `raise`,
    /// that `alert_raised` is durable; that would be an event more here for each incident.
    std::set<incident_id> routed;
    std::map<std::string, owed_alert> owed;  // by alert id
    friend bool operator==(const state&, const state&) = default;
  };
  struct live {};

  static decision<alert_desk> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state& state) { return !state.owed.empty(); }
};

/// (incident, channel) as text: what a receiver dedupes on, the same however often it is sent.
std::string alert_id(const incident_id& incident, std::string_view channel);

}  // namespace aviary
