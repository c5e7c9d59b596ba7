#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "actors/accounts_actor.hpp"
#include "console/accounts/account_refusal.hpp"

// The ACCOUNT DESK stands between the API and ACCOUNTS: it numbers who asks, and tells them what
// came of it once that is durable.

namespace aviary {

/// The API: somebody wishes this of ACCOUNTS. The command's `asker` is the desk's to fill in.
struct ask_accounts {
  accounts::command what;
  account_told told;
};

/// The LOG: whatever was durable when ACCOUNTS answered was shown to all who follow the log.
struct accounts_shown {
  std::uint64_t asker = 0;
  std::optional<failure> refused;
};

/// To itself: whoever asked has waited long enough.
struct asker_waited {
  std::uint64_t asker = 0;
};

using account_desk_actor =
    caf::typed_actor<caf::reacts_to<ask_accounts>, caf::reacts_to<asker_waited>,
                     caf::reacts_to<accounts_shown>,               // LOG
                     caf::reacts_to<accounts::effects::done>,      // ACCOUNTS
                     caf::reacts_to<accounts::effects::refused>>;  // ACCOUNTS

struct account_desk_state {
  std::map<std::uint64_t, account_told> askers;
  std::uint64_t next_asker = 1;
  static inline const char* name = "account_desk";
};

account_desk_actor::behavior_type account_desk_behavior(
    account_desk_actor::stateful_pointer<account_desk_state> self, node shared);

}  // namespace aviary

AVIARY_MESSAGE(aviary::ask_accounts)
AVIARY_MESSAGE(aviary::accounts_shown)
AVIARY_MESSAGE(aviary::asker_waited)
