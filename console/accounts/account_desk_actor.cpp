#include "console/accounts/account_desk_actor.hpp"

#include <chrono>
#include <limits>
#include <utility>

#include "actors/addresses.hpp"

namespace aviary {
namespace {

/// For the log to take it; afterwards it may still come about.
constexpr std::chrono::seconds patience{10};

const account_refusal not_reached{
    503,
    {"the console did not get to it in time", "look whether it came about, and ask again if not"},
    patience};

using desk_pointer = account_desk_actor::stateful_pointer<account_desk_state>;

void tell(account_desk_state& state, std::uint64_t asker,
          const result<void, account_refusal>& outcome) {
  const auto found = state.askers.extract(asker);
  // An asker of the process's last life waits no more.
  if (!found.empty()) found.mapped()(outcome);
}

/// Whoever is told may look at a view the next moment. The log answers a read behind what it shows;
/// nothing is read.
void wait_until_shown(desk_pointer self, event_log& log, accounts_shown then) {
  log.read(stream_name(addresses::accounts), sequence{std::numeric_limits<std::uint64_t>::max()},
           [me = account_desk_actor(self), then = std::move(then)](const auto&) {
             caf::anon_send(me, then);
           });
}

}  // namespace

account_desk_actor::behavior_type account_desk_behavior(desk_pointer self, node shared) {
  auto& state = self->state;
  return {
      [self, &state, shared](const ask_accounts& asked) {
        auto wanted = asked.what;
        const auto asker = state.next_asker++;
        std::visit(
            [asker](auto& one) {
              if constexpr (requires { one.asker; }) one.asker = asker;
            },
            wanted);
        state.askers.emplace(asker, asked.told);
        self->delayed_send(self, patience, asker_waited{asker});
        postbox(shared.registry, position{})
            .command<accounts>(address(addresses::accounts), std::move(wanted));
      },
      [&state](const asker_waited& late) { tell(state, late.asker, not_reached); },
      [&state](const accounts_shown& news) {
        if (news.refused) return tell(state, news.asker, account_refusal{409, *news.refused, {}});
        tell(state, news.asker, {});
      },
      [self, shared](const accounts::effects::done& news) {
        wait_until_shown(self, *shared.log, {news.asker, {}});
      },
      [self, shared](const accounts::effects::refused& news) {
        wait_until_shown(self, *shared.log, {news.asker, failure{news.why, news.hint}});
      },
  };
}

}  // namespace aviary
