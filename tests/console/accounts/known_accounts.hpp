#pragma once

#include <memory>

#include "actors/event_codec.hpp"
#include "console/views/account_view.hpp"

// Accounts as a log has them, and a view of them: `ada` is an administrator, `bob` an analyst, and
// `eve` a disabled analyst. Nobody knows their passwords.

namespace aviary {

inline constexpr wall_time noon{std::chrono::milliseconds(1'767'268'800'000)};

class known_accounts {
 public:
  /// `began`: when the console was started.
  explicit known_accounts(wall_time began = noon) : view(std::make_shared<account_view>(began)) {
    for (const auto& [user, may] : {std::pair{"ada", role::admin}, std::pair{"bob", role::analyst},
                                    std::pair{"eve", role::analyst}}) {
      add(accounts::events::user_added{{{user, "console"}, may}});
      add(accounts::events::password_set{user, {1, 2, 3}, user});
    }
    add(accounts::events::user_disabled{{"eve", "ada"}});
  }

  void add(const accounts::event& event) {
    append_request wanted;
    record one;
    one.stream = "accounts";
    one.type = event_name(event);
    one.payload = encode_event(event);
    view->apply(one);
    accounts::evolve(state, event);
  }

  /// A session of that user with that hash, from noon on.
  void open_session(const std::string& user, const credential_hash& hash) {
    add(accounts::events::session_opened{user, hash, noon, noon + accounts::session_life,
                                         "192.0.2.1", "curl"});
  }

  accounts::state state;
  std::shared_ptr<account_view> view;
};

}  // namespace aviary
