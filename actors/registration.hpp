#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "actors/event_sourced.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/registration.hpp"
#include "messages/secret_box.hpp"
#include "messages/zone_name.hpp"
#include "storage/master_key.hpp"

// REGISTRATION admits birds: it answers a bird's request with fresh keys and a tag that was never
// given before, and owes the new keys to the bird's SESSION until that has them. Each request is
// answered once; the same request again gets the same answer, which only its bird can open.
// One that does not know of its bird's registration is refused, unless a person says that it
// replaces that: a line forgotten in some file must not cut off a bird that runs.

namespace aviary {

struct registration {
  // -- commands ----------------------------------------------------------------------------------

  struct commands {
    /// A request that a person vouches for, with all the randomness that answering may need.
    struct admit {
      static constexpr std::string_view name = "admit";
      registration_request request{};
      /// The person knows that the bird's last registration ends with this one, although the
      /// request was made before the bird knew of it.
      bool replaces = false;
      key_seed console_seed{};
      key_seed box_seed{};
      box_nonce root_nonce{};
      std::array<std::uint32_t, 8> tags{};  // the first one that is free is given
      std::uint64_t asker = 0;              // means nothing here
      std::string by{};                     // the person
      static void fields(auto& self, auto&& field) {
        field("bird", self.request.bird);
        field("pk_bird", self.request.pk_bird);
        field("replaces", self.replaces);
        field("asker", self.asker);
        field("by", self.by);
      }
    };
    /// SESSION: the keys of that registration are durable there.
    struct settle {
      static constexpr std::string_view name = "settle";
      bird_id bird{};
      registration_no number{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("number", self.number);
      }
    };
  };
  using command = std::variant<resume, tick, commands::admit, commands::settle>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct bird_admitted {
      static constexpr std::string_view name = "bird_admitted";
      bird_id bird{};
      public_key pk_bird{};
      bird_tag tag{};
      registration_no number{};
      bytes sealed_root;   // under the master key
      std::string answer;  // sealed to pk_bird
      std::string words;   // the fingerprint that both sides show
      std::string by{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("pk_bird", self.pk_bird);
        field("tag", self.tag);
        field("number", self.number);
        field("sealed_root", self.sealed_root);
        field("answer", self.answer);
        field("words", self.words);
        field("by", self.by);
      }
    };
    struct bird_settled {
      static constexpr std::string_view name = "bird_settled";
      bird_id bird{};
      registration_no number{};
      static void fields(auto& self, auto&& field) {
        field("bird", self.bird);
        field("number", self.number);
      }
    };
  };
  using event = std::variant<events::bird_admitted, events::bird_settled>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To the bird's SESSION.
    struct register_bird {
      static constexpr std::string_view name = "register_bird";
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
      friend bool operator==(const register_bird&, const register_bird&) = default;
    };
    /// To whoever asked.
    struct answered {
      static constexpr std::string_view name = "answered";
      std::uint64_t asker = 0;
      std::string answer;
      std::string words;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("answer", self.answer);
        field("words", self.words);
      }
    };
    struct refused {
      static constexpr std::string_view name = "refused";
      std::uint64_t asker = 0;
      std::string why;
      std::string hint;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("why", self.why);
        field("hint", self.hint);
      }
    };
  };
  using effect = std::variant<effects::register_bird, effects::answered, effects::refused>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct given_answer {
    std::string answer;
    std::string words;
    friend bool operator==(const given_answer&, const given_answer&) = default;
  };
  struct state {
    std::set<bird_tag> tags;  // ever given, those of revoked birds included
    std::map<public_key, given_answer> answers;
    std::map<bird_id, registration_no> numbers;
    std::map<bird_id, effects::register_bird> owed;
    friend bool operator==(const state&, const state&) = default;
  };
  /// What a console is, as a bird must know it. The key under which roots are sealed must never be
  /// in the log, so it is here.
  struct console_identity {
    master_key master;
    zone_name zone;
    update_key updates{};
  };
  struct live {
    std::shared_ptr<const console_identity> console;
  };

  static decision<registration> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state& state) { return !state.owed.empty(); }
};

}  // namespace aviary
