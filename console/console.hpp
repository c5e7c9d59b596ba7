#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "actors/registry_actor.hpp"
#include "console/accounts/account_desk_actor.hpp"
#include "console/api/api.hpp"
#include "console/channels/channel_health.hpp"
#include "console/channels/channels_actor.hpp"
#include "console/console_orders.hpp"
#include "console/dns/key_table.hpp"
#include "console/presence/presence_actor.hpp"
#include "console/registrar_actor.hpp"
#include "console/views/account_view.hpp"
#include "console/views/bird_view.hpp"
#include "storage/master_key.hpp"

// A console, wired from its ports: units, presence, channels and projections. A program gives it
// disks, sockets and a clock; a simulator gives it its own; in between nothing differs.

namespace aviary {

/// Everything outlives the console.
struct console_ports {
  event_log* log = nullptr;
  /// The fragments' log: not replicated, not backed up, synced once a second.
  event_log* fragments = nullptr;
  const clock_port* clock = nullptr;
  entropy_port* entropy = nullptr;
  /// The edge's way back.
  answer_sink* answers = nullptr;
  http_post_port* webhooks = nullptr;
  std::shared_ptr<const registration::console_identity> identity;
  unit_observer* observer = nullptr;
  /// How long an incident stays awake. Somebody who tries passwords adds a report to his incident
  /// every few seconds: waking it for each would read all that came before, again and again.
  instant::duration incident_linger = std::chrono::minutes(2);
};

class console {
 public:
  console(caf::actor_system& system, const console_ports& ports, key_table& keys);
  /// Ends its actors; what they had not made durable is as after a crash.
  ~console();
  console(const console&) = delete;
  console& operator=(const console&) = delete;

  /// Files what the console noticed of itself as an incident.
  void notice(log_type type, std::string text);
  /// From the edge: what is authentic of one receive batch.
  void receive(authentic_batch batch);
  const api_context& api() const { return api_; }
  const std::shared_ptr<account_view>& accounts_known() const { return accounts_; }
  /// Hands a command to ACCOUNTS. An actor tells once it is durable and `accounts_known` shows it,
  /// or why it was refused.
  void ask_accounts(accounts::command what, account_told told);
  /// Once a second or so: callers of the API that waited in vain are told.
  void sweep() { orders_->sweep(); }

 private:
  void open_api();
  void show(const record& one);

  console_ports ports_;
  incident_view incidents_;
  audit_view audit_;
  bird_view birds_;
  std::shared_ptr<account_view> accounts_;
  // Its actors may outlive the console.
  std::shared_ptr<channel_health> channel_health_ = std::make_shared<channel_health>();
  std::optional<console_orders> orders_;
  api_context api_;
  registry_actor registry_;
  presence_actor presence_;
  registrar_actor registrar_;
  account_desk_actor account_desk_;
  std::vector<subscription> subscriptions_;
};

}  // namespace aviary
