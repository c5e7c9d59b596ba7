#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/event_sourced.hpp"
#include "actors/role.hpp"
#include "messages/ids.hpp"

// ACCOUNTS know who may do what at the console (docs/ACCOUNTS.md): users with their roles and
// hashed passwords, the links with which passwords are set, sessions and API tokens. They see no
// secret: links, sessions and tokens come here as hashes of what nobody can guess, passwords hashed
// and sealed. That a password was right, or a link's token, is the asker's to find out.

namespace aviary {

/// BLAKE2b-256 of a link's, a session's or a token's 32 random octets.
using credential_hash = octets<struct credential_hash_tag, 32>;
/// The head of such a hash, by which sessions and tokens are listed and ended.
using credential_id = octets<struct credential_id_tag, 8>;

credential_id id_of(const credential_hash& hash);

/// Who comes through the UNIX socket, and who acknowledged there unless somebody is named; no user
/// is called so.
inline constexpr std::string_view console_user = "console";
inline constexpr std::string_view operator_user = "operator";

/// 1 to 64 of `a-z 0-9 . _ - @`, the first a letter or a digit.
bool is_user_name(std::string_view text);
failure bad_user_name(std::string_view text);

struct accounts {
  // -- commands ----------------------------------------------------------------------------------

  /// `asker` is told what came of it and means nothing here; `by` is who wishes it.
  struct commands {
    // Shapes that several have.
    struct of_user {
      std::uint64_t asker = 0;
      std::string by;
      std::string user;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("by", self.by);
        field("user", self.user);
      }
    };
    struct of_user_and_role : of_user {
      role may{};
      static void fields(auto& self, auto&& field) {
        of_user::fields(self, field);
        field("role", self.may);
      }
    };
    struct of_credential {
      std::uint64_t asker = 0;
      std::string by;
      credential_id id{};
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("by", self.by);
        field("id", self.id);
      }
    };

    struct add_user : of_user_and_role {
      static constexpr std::string_view name = "add_user";
    };
    struct set_role : of_user_and_role {
      static constexpr std::string_view name = "set_role";
    };
    struct disable_user : of_user {
      static constexpr std::string_view name = "disable_user";
    };
    struct enable_user : of_user {
      static constexpr std::string_view name = "enable_user";
    };
    struct close_session : of_credential {
      static constexpr std::string_view name = "close_session";
    };
    struct revoke_token : of_credential {
      static constexpr std::string_view name = "revoke_token";
    };
    struct make_link {
      static constexpr std::string_view name = "make_link";
      std::uint64_t asker = 0;
      std::string by;
      std::string user;  // empty: the first administrator, who will choose a name
      credential_hash hash{};
      wall_time at{};
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("by", self.by);
        field("user", self.user);
        field("at", self.at);
      }
    };
    /// Somebody has the link and chose a password.
    struct use_link {
      static constexpr std::string_view name = "use_link";
      std::uint64_t asker = 0;
      credential_hash hash{};
      std::string user;  // of the first administrator's link; otherwise passed over
      bytes password;    // Argon2id's text, sealed under the master key
      wall_time at{};
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("user", self.user);
        field("at", self.at);
      }
    };
    /// The user gave the old password.
    struct set_password {
      static constexpr std::string_view name = "set_password";
      std::uint64_t asker = 0;
      std::string user;
      bytes checked;  // the password that was the right one, as it is kept
      bytes password;
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("user", self.user);
      }
    };
    /// The user gave the password.
    struct open_session {
      static constexpr std::string_view name = "open_session";
      std::uint64_t asker = 0;
      std::string user;
      bytes checked;  // the password that was the right one, as it is kept
      credential_hash hash{};
      wall_time at{};
      std::string from;   // the address
      std::string agent;  // the browser's name for itself
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("user", self.user);
        field("at", self.at);
        field("from", self.from);
        field("agent", self.agent);
      }
    };
    struct make_token {
      static constexpr std::string_view name = "make_token";
      std::uint64_t asker = 0;
      std::string by;
      std::string label;
      role may{};
      credential_hash hash{};
      wall_time at{};
      wall_time expires{};
      static void fields(auto& self, auto&& field) {
        field("asker", self.asker);
        field("by", self.by);
        field("label", self.label);
        field("role", self.may);
        field("at", self.at);
        field("expires", self.expires);
      }
    };
  };
  using command =
      std::variant<resume, tick, commands::add_user, commands::make_link, commands::use_link,
                   commands::set_password, commands::set_role, commands::disable_user,
                   commands::enable_user, commands::open_session, commands::close_session,
                   commands::make_token, commands::revoke_token>;

  // -- events ------------------------------------------------------------------------------------

  struct events {
    struct of_user {
      std::string user;
      std::string by;
      static void fields(auto& self, auto&& field) {
        field("user", self.user);
        field("by", self.by);
      }
    };
    struct of_user_and_role : of_user {
      role may{};
      static void fields(auto& self, auto&& field) {
        of_user::fields(self, field);
        field("role", self.may);
      }
    };
    struct of_credential {
      credential_id id{};
      std::string by;
      static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("by", self.by);
      }
    };

    struct user_added : of_user_and_role {
      static constexpr std::string_view name = "user_added";
    };
    /// Ends the user's sessions, and the tokens by the user that may more.
    struct role_set : of_user_and_role {
      static constexpr std::string_view name = "role_set";
    };
    /// Ends the user's link and sessions, and the tokens by the user.
    struct user_disabled : of_user {
      static constexpr std::string_view name = "user_disabled";
    };
    struct user_enabled : of_user {
      static constexpr std::string_view name = "user_enabled";
    };
    struct session_closed : of_credential {
      static constexpr std::string_view name = "session_closed";
    };
    struct token_revoked : of_credential {
      static constexpr std::string_view name = "token_revoked";
    };
    struct link_made {
      static constexpr std::string_view name = "link_made";
      std::string user;
      credential_hash hash{};
      wall_time expires{};
      std::string by;
      static void fields(auto& self, auto&& field) {
        field("user", self.user);
        field("hash", self.hash);
        field("expires", self.expires);
        field("by", self.by);
      }
    };
    /// Ends the user's link and sessions.
    struct password_set {
      static constexpr std::string_view name = "password_set";
      std::string user;
      bytes password;  // Argon2id's text, sealed under the master key
      std::string by;
      static void fields(auto& self, auto&& field) {
        field("user", self.user);
        field("password", self.password);
        field("by", self.by);
      }
    };
    struct session_opened {
      static constexpr std::string_view name = "session_opened";
      std::string user;
      credential_hash hash{};
      wall_time opened{};
      wall_time expires{};
      std::string from;
      std::string agent;
      static void fields(auto& self, auto&& field) {
        field("by", self.user);
        field("hash", self.hash);
        field("opened", self.opened);
        field("expires", self.expires);
        field("from", self.from);
        field("agent", self.agent);
      }
    };
    struct token_made {
      static constexpr std::string_view name = "token_made";
      std::string label;
      role may{};
      credential_hash hash{};
      wall_time made{};
      wall_time expires{};
      std::string by;
      static void fields(auto& self, auto&& field) {
        field("label", self.label);
        field("role", self.may);
        field("hash", self.hash);
        field("made", self.made);
        field("expires", self.expires);
        field("by", self.by);
      }
    };
  };
  using event =
      std::variant<events::user_added, events::link_made, events::password_set, events::role_set,
                   events::user_disabled, events::user_enabled, events::session_opened,
                   events::session_closed, events::token_made, events::token_revoked>;

  // -- effects -----------------------------------------------------------------------------------

  struct effects {
    /// To whoever asked: it is so.
    struct done {
      static constexpr std::string_view name = "done";
      std::uint64_t asker = 0;
      static void fields(auto& self, auto&& field) { field("asker", self.asker); }
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
  using effect = std::variant<effects::done, effects::refused>;
  using hint = no_hint;

  // -- state -------------------------------------------------------------------------------------

  struct user {
    role may{};
    bytes password;  // as in the events; empty until the first link is used
    bool disabled = false;
    friend bool operator==(const user&, const user&) = default;
  };
  struct link {
    credential_hash hash{};
    wall_time expires{};
    friend bool operator==(const link&, const link&) = default;
  };
  struct session {
    std::string user;
    credential_hash hash{};
    wall_time opened{};
    wall_time expires{};
    std::string from;
    std::string agent;
    friend bool operator==(const session&, const session&) = default;
  };
  struct token {
    std::string label;
    role may{};
    credential_hash hash{};
    wall_time made{};
    wall_time expires{};
    std::string by;
    friend bool operator==(const token&, const token&) = default;
  };
  struct state {
    std::map<std::string, user, std::less<>> users;
    std::map<std::string, link, std::less<>> links;  // by user; empty: the first administrator
    std::map<credential_id, session> sessions;       // those that are over may still be here
    std::map<credential_id, token> tokens;           // the same
    friend bool operator==(const state&, const state&) = default;
  };
  struct live {};

  static decision<accounts> decide(const state&, live&, const command&, instant now);
  static void evolve(state&, const event&);
  static std::optional<instant> next_due(const state&, const live&) { return {}; }
  static bool owes(const state&) { return false; }

  // -- constants ---------------------------------------------------------------------------------

  static constexpr std::chrono::hours link_life{24};
  static constexpr std::chrono::hours session_life{7 * 24};
  static constexpr std::chrono::hours token_life_max{10 * 365 * 24};
  static constexpr std::size_t users_max = 1000;
  static constexpr std::size_t tokens_max = 1000;
  /// Of one user; one more ends the oldest.
  static constexpr std::size_t sessions_max = 32;
  static constexpr std::size_t label_octets_max = 100;
  static constexpr std::size_t agent_octets_max = 256;
};

}  // namespace aviary
