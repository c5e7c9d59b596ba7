#include "actors/accounts.hpp"

#include <algorithm>
#include <utility>

#include "messages/escape.hpp"

namespace aviary {

credential_id id_of(const credential_hash& hash) {
  credential_id id;
  std::copy_n(hash.value.begin(), id.value.size(), id.value.begin());
  return id;
}

bool is_user_name(std::string_view text) {
  constexpr std::size_t octets_max = 64;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [plain](char c) {
    return plain(c) || std::string_view("._-@").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= octets_max && plain(text.front()) &&
         std::ranges::all_of(text, allowed) && text != console_user && text != operator_user;
}

failure bad_user_name(std::string_view text) {
  return {"this is no name of a user: " + escape(as_bytes(text.substr(0, 80))).text,
          "take 1 to 64 of a-z 0-9 . _ - @, a letter or a digit first; console and operator are "
          "the console's own"};
}

namespace {

using unit = accounts;
using answer = decision<unit>;

failure no_such_user(std::string_view user) {
  return {"no such user: " + std::string(user), "list them with: users list"};
}

failure no_such(std::string_view what, const credential_id& id) {
  return {"no such " + std::string(what) + ": " + to_hex(id.value),
          "GET /api/v1/" + std::string(what) + "s lists them"};
}

bool is_active_admin(const unit::user& known) {
  return known.may == role::admin && !known.disabled && !known.password.empty();
}

bool has_admin_besides(const unit::state& state, std::string_view user) {
  return std::ranges::any_of(state.users, [user](const auto& one) {
    return one.first != user && is_active_admin(one.second);
  });
}

std::optional<failure> refuse_without_admin(const unit::state& state, const std::string& user) {
  if (!is_active_admin(state.users.at(user)) || has_admin_besides(state, user)) return {};
  return failure{user + " is the last administrator", "make another one first"};
}

/// Checking a password takes its time, and this is what came in between.
const failure password_changed{"the password was changed meanwhile", "log in with the new one"};

// What may not be is a failure; otherwise the events are in `out`.

std::optional<failure> decide_one(const unit::state& state, const unit::commands::add_user& wanted,
                                  answer& out) {
  if (!is_user_name(wanted.user)) return bad_user_name(wanted.user);
  if (state.users.contains(wanted.user))
    return failure{"there is a user " + wanted.user + " already",
                   "choose another name, or make a new link: users link " + wanted.user};
  if (state.users.size() >= unit::users_max)
    return failure{"there are " + std::to_string(unit::users_max) + " users, and no more can be",
                   "let several people use one API token, or one user"};
  out.events.push_back(unit::events::user_added{{{wanted.user, wanted.by}, wanted.may}});
  return {};
}

std::optional<failure> decide_one(const unit::state& state, const unit::commands::make_link& wanted,
                                  answer& out) {
  if (wanted.user.empty()) {
    if (has_admin_besides(state, ""))
      return failure{"there is an administrator already",
                     "name the user whose password shall be set: users link NAME"};
  } else {
    const auto known = state.users.find(wanted.user);
    if (known == state.users.end()) return no_such_user(wanted.user);
    if (known->second.disabled)
      return failure{wanted.user + " is disabled", "enable first: users enable " + wanted.user};
  }
  out.events.push_back(
      unit::events::link_made{wanted.user, wanted.hash, wanted.at + unit::link_life, wanted.by});
  return {};
}

std::optional<failure> decide_one(const unit::state& state, const unit::commands::use_link& wanted,
                                  answer& out) {
  const auto found = std::ranges::find_if(
      state.links, [&wanted](const auto& one) { return one.second.hash == wanted.hash; });
  if (found == state.links.end() || found->second.expires <= wanted.at)
    return failure{"this link was used, or is too old",
                   "have a new one made on the console's machine: aviary-console users link"};
  if (!found->first.empty()) {
    out.events.push_back(unit::events::password_set{found->first, wanted.password, found->first});
    return {};
  }
  if (has_admin_besides(state, ""))
    return failure{"there is an administrator meanwhile", "have a link made for your own name"};
  if (!is_user_name(wanted.user)) return bad_user_name(wanted.user);
  if (state.users.contains(wanted.user))
    return failure{"there is a user " + wanted.user + " already", "choose another name"};
  out.events.push_back(unit::events::user_added{{{wanted.user, wanted.user}, role::admin}});
  out.events.push_back(unit::events::password_set{wanted.user, wanted.password, wanted.user});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::set_password& wanted, answer& out) {
  const auto known = state.users.find(wanted.user);
  if (known == state.users.end() || known->second.disabled) return no_such_user(wanted.user);
  if (known->second.password != wanted.checked) return password_changed;
  out.events.push_back(unit::events::password_set{wanted.user, wanted.password, wanted.user});
  return {};
}

std::optional<failure> decide_one(const unit::state& state, const unit::commands::set_role& wanted,
                                  answer& out) {
  const auto known = state.users.find(wanted.user);
  if (known == state.users.end()) return no_such_user(wanted.user);
  if (known->second.may == wanted.may) return {};
  if (auto why = refuse_without_admin(state, wanted.user)) return why;
  out.events.push_back(unit::events::role_set{{{wanted.user, wanted.by}, wanted.may}});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::disable_user& wanted, answer& out) {
  const auto known = state.users.find(wanted.user);
  if (known == state.users.end()) return no_such_user(wanted.user);
  if (known->second.disabled) return {};
  if (auto why = refuse_without_admin(state, wanted.user)) return why;
  out.events.push_back(unit::events::user_disabled{{wanted.user, wanted.by}});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::enable_user& wanted, answer& out) {
  const auto known = state.users.find(wanted.user);
  if (known == state.users.end()) return no_such_user(wanted.user);
  if (known->second.disabled)
    out.events.push_back(unit::events::user_enabled{{wanted.user, wanted.by}});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::open_session& wanted, answer& out) {
  const auto known = state.users.find(wanted.user);
  if (known == state.users.end() || known->second.disabled || known->second.password.empty())
    return no_such_user(wanted.user);
  if (known->second.password != wanted.checked) return password_changed;
  std::size_t open = 0;
  const std::pair<const credential_id, unit::session>* oldest = nullptr;
  for (const auto& one : state.sessions) {
    if (one.second.user != wanted.user || one.second.expires <= wanted.at) continue;
    ++open;
    if (oldest == nullptr || one.second.opened < oldest->second.opened) oldest = &one;
  }
  if (open >= unit::sessions_max)
    out.events.push_back(unit::events::session_closed{{oldest->first, wanted.user}});
  out.events.push_back(unit::events::session_opened{
      wanted.user, wanted.hash, wanted.at, wanted.at + unit::session_life, wanted.from,
      std::string(cut_escaped(escape(as_bytes(wanted.agent)).text, unit::agent_octets_max))});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::close_session& wanted, answer& out) {
  if (!state.sessions.contains(wanted.id)) return no_such("session", wanted.id);
  out.events.push_back(unit::events::session_closed{{wanted.id, wanted.by}});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::make_token& wanted, answer& out) {
  if (wanted.label.empty() || wanted.label.size() > unit::label_octets_max)
    return failure{
        "a token needs a name of 1 to " + std::to_string(unit::label_octets_max) + " octets",
        "say what will use it, as in: siem-poller"};
  if (wanted.expires <= wanted.at || wanted.expires - wanted.at > unit::token_life_max)
    return failure{"a token lives for 1 day to 10 years", "say for how long, as in: 90d"};
  const auto in_use = std::ranges::count_if(
      state.tokens, [&wanted](const auto& one) { return one.second.expires > wanted.at; });
  if (static_cast<std::size_t>(in_use) >= unit::tokens_max)
    return failure{"there are " + std::to_string(unit::tokens_max) + " tokens, and no more can be",
                   "revoke those that are not used: tokens list"};
  out.events.push_back(unit::events::token_made{wanted.label, wanted.may, wanted.hash, wanted.at,
                                                wanted.expires, wanted.by});
  return {};
}

std::optional<failure> decide_one(const unit::state& state,
                                  const unit::commands::revoke_token& wanted, answer& out) {
  if (!state.tokens.contains(wanted.id)) return no_such("token", wanted.id);
  out.events.push_back(unit::events::token_revoked{{wanted.id, wanted.by}});
  return {};
}

}  // namespace

// -- decide --------------------------------------------------------------------------------------

decision<accounts> accounts::decide(const state& state, live&, const command& command, instant) {
  decision<accounts> out;
  std::visit(
      [&]<class Command>(const Command& wanted) {
        if constexpr (requires { wanted.asker; }) {
          if (const auto why = decide_one(state, wanted, out))
            out.effects.push_back(effects::refused{wanted.asker, why->what, why->hint});
          else
            out.effects.push_back(effects::done{wanted.asker});
        }
      },
      command);
  return out;
}

// -- evolve --------------------------------------------------------------------------------------

namespace {

void end_sessions(unit::state& state, std::string_view user) {
  std::erase_if(state.sessions, [user](const auto& one) { return one.second.user == user; });
}

/// Tokens that the user made and that may more than that; all of them for nothing.
void end_tokens(unit::state& state, std::string_view user, std::optional<role> may) {
  std::erase_if(state.tokens, [user, may](const auto& one) {
    return one.second.by == user && (!may || one.second.may > *may);
  });
}

/// What is over when something new comes: both tables stay as small as what is in use.
template <class Table>
void forget_over(Table& table, wall_time now) {
  std::erase_if(table, [now](const auto& one) { return one.second.expires <= now; });
}

void apply(unit::state& state, const unit::events::user_added& event) {
  state.users.emplace(event.user, unit::user{event.may, {}, false});
}
void apply(unit::state& state, const unit::events::link_made& event) {
  state.links.insert_or_assign(event.user, unit::link{event.hash, event.expires});
}
void apply(unit::state& state, const unit::events::password_set& event) {
  state.users[event.user].password = event.password;
  state.links.erase(event.user);
  if (state.users[event.user].may == role::admin) state.links.erase("");
  end_sessions(state, event.user);
}
void apply(unit::state& state, const unit::events::role_set& event) {
  state.users[event.user].may = event.may;
  end_sessions(state, event.user);
  end_tokens(state, event.user, event.may);
}
void apply(unit::state& state, const unit::events::user_disabled& event) {
  state.users[event.user].disabled = true;
  state.links.erase(event.user);
  end_sessions(state, event.user);
  end_tokens(state, event.user, {});
}
void apply(unit::state& state, const unit::events::user_enabled& event) {
  state.users[event.user].disabled = false;
}
void apply(unit::state& state, const unit::events::session_opened& event) {
  forget_over(state.sessions, event.opened);
  state.sessions.insert_or_assign(
      id_of(event.hash),
      unit::session{event.user, event.hash, event.opened, event.expires, event.from, event.agent});
}
void apply(unit::state& state, const unit::events::session_closed& event) {
  state.sessions.erase(event.id);
}
void apply(unit::state& state, const unit::events::token_made& event) {
  forget_over(state.tokens, event.made);
  state.tokens.insert_or_assign(
      id_of(event.hash),
      unit::token{event.label, event.may, event.hash, event.made, event.expires, event.by});
}
void apply(unit::state& state, const unit::events::token_revoked& event) {
  state.tokens.erase(event.id);
}

}  // namespace

void accounts::evolve(state& state, const event& event) {
  std::visit([&state](const auto& one) { apply(state, one); }, event);
}

}  // namespace aviary
