#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "actors/event_sourced.hpp"
#include "actors/reassembly.hpp"
#include "actors/waiting_query.hpp"
#include "messages/answer.hpp"
#include "messages/ids.hpp"

// A FRAGMENT STREAM gathers one message of several fragments: what is here need not be sent again,
// also after a restart. It hands the whole on as soon as it is complete, without waiting for its
// own log, because nothing is promised by it: only the session's log makes a message accepted. So
// what is gathered within `batch_time` is never written at all, and most reports are.
//
// It knows no keys. What comes here is authentic, and whether the whole opens is the PRESENCE's to
// see; how many streams a bird may have, and for how long, too.

namespace aviary {

struct fragment_stream {
  // -- commands ----------------------------------------------------------------------------------

  struct piece {
    fragment_index index{};
    fragment_index last{};
    bytes payload;
    waiting_query query;
    static void fields(auto& self, auto&& field) {
      field("index", self.index);
      field("last", self.last);
      field("payload", self.payload);
      field("query", self.query);
    }
  };
  /// The message, as the PRESENCE names it. Its tail is not known before it is whole.
  struct message_place {
    bird_tag tag{};
    counter at{};
    static void fields(auto& self, auto&& field) {
      field("tag", self.tag);
      field("at", self.at);
    }
    friend bool operator==(const message_place&, const message_place&) = default;
  };

  struct commands {
    /// Fragments of one receive batch.
    struct store {
      static constexpr std::string_view name = "store";
      message_place message;
      std::vector<piece> pieces;
      wall_time arrived{};
      static void fields(auto& self, auto&& field) {
        field("message", self.message);
        field("pieces", self.pieces);
        field("arrived", self.arrived);
      }
    };
    /// A bird asks how the message stands.
    struct ask {
      static constexpr std::string_view name = "ask";
      message_place message;
      waiting_query query;
      static void fields(auto& self, auto&& field) {
        field("message", self.message);
        field("query", self.query);
      }
    };
    /// The message is durable elsewhere.
    struct finish {
      static constexpr std::string_view name = "finish";
      static void fields(auto&, auto&&) {}
    };
    /// The message is given up: evicted, too old, or it did not open.
    struct discard {
      static constexpr std::string_view name = "discard";
      static void fields(auto&, auto&&) {}
    };
  };
  using command = std::variant<resume, tick, commands::store, commands::ask, commands::finish,
                               commands::discard>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    /// Payload:  | bird tag 4 | counter 8 | arrival of the message's first fragment 8 | last 2 |
    ///           then, for each fragment,  | index 2 | octets 1 | payload |
    /// Raw, because JSON would double the fragments.
    struct fragments_stored {
      static constexpr std::string_view name = "fragments_stored";
      message_place message;
      wall_time arrived{};
      fragment_index last{};
      std::vector<std::pair<fragment_index, bytes>> fragments;
    };
    struct completed {
      static constexpr std::string_view name = "completed";
    };
    struct discarded {
      static constexpr std::string_view name = "discarded";
    };
  };
  using event = std::variant<events::fragments_stored, events::completed, events::discarded>;

  static new_event encode(const event&);
  /// Errors: unknown_name; wrong_field for a payload that ends within a fragment.
  static result<event, event_error> decode(std::string_view type, byte_view payload);

  // -- effects and hints -------------------------------------------------------------------------

  struct effects {
    /// To the LOG: nobody will read this stream again.
    struct retire {
      static constexpr std::string_view name = "retire";
      message_place message;
      static void fields(auto& self, auto&& field) { field("message", self.message); }
    };
  };
  using effect = std::variant<effects::retire>;

  struct hints {
    /// To the PRESENCE: how the message stands. It counts what is not written yet, so after a crash
    /// it may shrink. `unknown`: its fragments disagreed or it is over, and nothing is kept.
    struct fragment_ack {
      static constexpr std::string_view name = "fragment_ack";
      message_place message;
      message_status status = message_status::partial;
      fragment_bitmap received;
      std::vector<waiting_query> queries;
      static void fields(auto& self, auto&& field) {
        field("message", self.message);
        std::uint16_t first_missing = self.received.first_missing().value;
        std::uint64_t count = self.received.count();
        auto status_number = static_cast<std::uint8_t>(self.status);
        field("status", status_number);
        field("first_missing", first_missing);
        field("count", count);
        field("queries", self.queries);
      }
    };
    /// To the PRESENCE: all of it. Given again for every query that comes before `finish`.
    struct whole {
      static constexpr std::string_view name = "whole";
      message_place message;
      bytes sealed;
      fragment_bitmap received;
      wall_time arrived{};  ///< of the first fragment
      std::vector<waiting_query> queries;
      static void fields(auto& self, auto&& field) {
        field("message", self.message);
        field("sealed", self.sealed);
        field("arrived", self.arrived);
        field("queries", self.queries);
      }
    };
    /// To the PRESENCE, after a restart: this much was kept.
    struct reopened {
      static constexpr std::string_view name = "reopened";
      message_place message;
      wall_time arrived{};
      static void fields(auto& self, auto&& field) {
        field("message", self.message);
        field("arrived", self.arrived);
      }
    };
  };
  using hint = std::variant<hints::fragment_ack, hints::whole, hints::reopened>;

  // -- state -------------------------------------------------------------------------------------

  struct state {
    message_place message;
    wall_time arrived{};
    reassembly pieces;
    bool over = false;
  };
  struct live {
    message_place message;
    std::vector<piece> unwritten;  // fitting, in the order in which they came
    wall_time arrived{};           // of the first of them
    std::optional<instant> write_due;
  };

  static decision<fragment_stream> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live& live) { return live.write_due; }
  static bool owes(const state& state) { return !state.pieces.shape().empty() && !state.over; }

  // -- constants ---------------------------------------------------------------------------------

  /// One event for so many fragments (2 KiB, half a page of the disk) or for so long: what a crash
  /// may cost is sent again, and the log itself is synced only once a second.
  static constexpr std::size_t batch_fragments = 16;
  static constexpr std::chrono::milliseconds batch_time{250};
};

}  // namespace aviary
