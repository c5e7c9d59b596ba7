#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "actors/accounts.hpp"
#include "console/api/caller.hpp"
#include "messages/json.hpp"
#include "storage/record.hpp"

// What the log says of accounts, for whoever has to know who asks. Fed by the log, read from any
// thread. It also knows when a session or a token was last used, which no log does.

namespace aviary {

class account_view {
 public:
  /// `began`: since when sessions are watched; until then they count as used.
  explicit account_view(wall_time began) : began_(began) {}

  /// One record of the log; those of other streams are passed over.
  void apply(const record& one);

  // -- who is it ---------------------------------------------------------------------------------

  /// The caller whose session or token that is. It counts as used. Nothing when there is none, or
  /// it is over by `now`.
  std::optional<caller> find_session(const credential_hash& hash, wall_time now);
  std::optional<caller> find_token(const credential_hash& hash, wall_time now);

  /// Whether that caller would be let in now as well; this is no use of the session.
  bool still_holds(const caller& who, wall_time now) const;

  /// The hashed and sealed password of a user who may log in; empty for anybody else.
  bytes password_of(std::string_view user) const;
  /// Whose password that link sets, "" for the first administrator's; nothing when it is none.
  std::optional<std::string> user_of_link(const credential_hash& hash, wall_time now) const;

  // -- lists -------------------------------------------------------------------------------------

  /// `[{"name","role","state"}]`, state: "invited" until the first password, "active", "disabled".
  json_array users() const;
  /// `[{"id","user","opened","expires","last_used","from","agent"}]`; of one user, unless empty.
  json_array sessions(std::string_view user, wall_time now) const;
  /// `[{"id","name","role","made","made_by","expires","last_used"}]`.
  json_array tokens(wall_time now) const;
  std::optional<std::string> user_of_session(const credential_id& id) const;

  /// A session that is not used for so long is over.
  static constexpr std::chrono::hours session_rest_max{12};

 private:
  bool is_over(const credential_id& id, const accounts::session& one, wall_time now) const;

  mutable std::mutex guard_;
  accounts::state state_;
  std::map<credential_id, wall_time> last_used_;
  wall_time began_;
};

}  // namespace aviary
