#include "console/views/account_view.hpp"

#include <algorithm>

#include "actors/addresses.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"

namespace aviary {

void account_view::apply(const record& one) {
  if (one.stream != addresses::accounts || one.retired) return;
  const auto event = decode_event<accounts::event>(one.type, one.payload);
  AVIARY_INVARIANT(event.has_value(), "the log's accounts are readable");
  const std::lock_guard held(guard_);
  accounts::evolve(state_, *event);
  std::erase_if(last_used_, [this](const auto& used) {
    return !state_.sessions.contains(used.first) && !state_.tokens.contains(used.first);
  });
}

// -- who is it -----------------------------------------------------------------------------------

bool account_view::is_over(const credential_id& id, const accounts::session& one,
                           wall_time now) const {
  const auto used = last_used_.find(id);
  const auto last = used != last_used_.end() ? used->second : std::max(one.opened, began_);
  return one.expires <= now || now - last >= session_rest_max;
}

std::optional<caller> account_view::find_session(const credential_hash& hash, wall_time now) {
  const std::lock_guard held(guard_);
  const auto found = state_.sessions.find(id_of(hash));
  if (found == state_.sessions.end()) return {};
  const auto& [id, one] = *found;
  // Both are hashes of what nobody can guess: how long comparing takes tells nothing.
  if (one.hash != hash || is_over(id, one, now)) return {};
  last_used_.insert_or_assign(id, now);
  return caller{caller::door::https, one.user, state_.users.at(one.user).may, id, {}};
}

std::optional<caller> account_view::find_token(const credential_hash& hash, wall_time now) {
  const std::lock_guard held(guard_);
  const auto found = state_.tokens.find(id_of(hash));
  if (found == state_.tokens.end()) return {};
  const auto& [id, one] = *found;
  if (one.hash != hash || one.expires <= now) return {};
  last_used_.insert_or_assign(id, now);
  return caller{caller::door::https, "token " + one.label, one.may, {}, id};
}

bool account_view::still_holds(const caller& who, wall_time now) const {
  const std::lock_guard held(guard_);
  if (who.session) {
    const auto found = state_.sessions.find(*who.session);
    return found != state_.sessions.end() && !is_over(found->first, found->second, now);
  }
  if (who.token) {
    const auto found = state_.tokens.find(*who.token);
    return found != state_.tokens.end() && found->second.expires > now;
  }
  return true;
}

bytes account_view::password_of(std::string_view user) const {
  const std::lock_guard held(guard_);
  const auto found = state_.users.find(user);
  if (found == state_.users.end() || found->second.disabled) return {};
  return found->second.password;
}

std::optional<std::string> account_view::user_of_link(const credential_hash& hash,
                                                      wall_time now) const {
  const std::lock_guard held(guard_);
  for (const auto& [user, link] : state_.links)
    if (link.hash == hash && link.expires > now) return user;
  return {};
}

// -- lists ---------------------------------------------------------------------------------------

json_array account_view::users() const {
  const std::lock_guard held(guard_);
  json_array out;
  for (const auto& [name, known] : state_.users) {
    json_object one;
    one["name"] = name;
    one["role"] = to_text(known.may);
    one["state"] = known.disabled ? "disabled" : known.password.empty() ? "invited" : "active";
    out.push_back(std::move(one));
  }
  return out;
}

json_array account_view::sessions(std::string_view user, wall_time now) const {
  const std::lock_guard held(guard_);
  json_array out;
  for (const auto& [id, known] : state_.sessions) {
    if ((!user.empty() && known.user != user) || is_over(id, known, now)) continue;
    json_object one;
    one["id"] = to_hex(id.value);
    one["user"] = known.user;
    one["opened"] = utc_text(known.opened);
    one["expires"] = utc_text(known.expires);
    if (const auto used = last_used_.find(id); used != last_used_.end())
      one["last_used"] = utc_text(used->second);
    one["from"] = known.from;
    one["agent"] = known.agent;
    out.push_back(std::move(one));
  }
  return out;
}

json_array account_view::tokens(wall_time now) const {
  const std::lock_guard held(guard_);
  json_array out;
  for (const auto& [id, known] : state_.tokens) {
    if (known.expires <= now) continue;
    json_object one;
    one["id"] = to_hex(id.value);
    one["name"] = known.label;
    one["role"] = to_text(known.may);
    one["made"] = utc_text(known.made);
    one["made_by"] = known.by;
    one["expires"] = utc_text(known.expires);
    if (const auto used = last_used_.find(id); used != last_used_.end())
      one["last_used"] = utc_text(used->second);
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<std::string> account_view::user_of_session(const credential_id& id) const {
  const std::lock_guard held(guard_);
  const auto found = state_.sessions.find(id);
  if (found == state_.sessions.end()) return {};
  return found->second.user;
}

}  // namespace aviary
