#include "console/console.hpp"

#include <utility>

#include "actors/accounts_actor.hpp"
#include "actors/addresses.hpp"
#include "actors/alert_desk_actor.hpp"
#include "actors/bird_session_actor.hpp"
#include "actors/incident_actor.hpp"
#include "actors/incident_desk_actor.hpp"
#include "actors/registration_actor.hpp"
#include "actors/retry_queue_actor.hpp"

namespace aviary {
namespace {

unit_table console_units(const console_ports& ports) {
  unit_table units;
  units["bird_session"] = {spawn_bird_session(), stays_awake, ports.log};
  units["incident_desk"] = {spawn_incident_desk(), stays_awake, ports.log};
  units["incident"] = {spawn_incident(), ports.incident_linger, ports.log};
  units["alert_desk"] = {spawn_alert_desk(), stays_awake, ports.log};
  units["accounts"] = {spawn_accounts(), stays_awake, ports.log};
  units["registration"] = {spawn_registration(ports.identity), stays_awake, ports.log};
  units["retry_queue"] = {
      spawn_retry_queue({address(addresses::channels), address(addresses::alert_desk), {}}),
      stays_awake, ports.log};
  units["fragment_stream"] = {spawn_fragment_stream(*ports.fragments), {}, ports.fragments};
  for (auto& [name, unit] : units) unit.observer = ports.observer;
  return units;
}

epoch_key draw_epoch(entropy_port& entropy) {
  return epoch_key::filled_by([&entropy](std::uint8_t* out) {
    entropy.fill({out, epoch_key::size});
  });
}

console_run draw_run(entropy_port& entropy) {
  console_run drawn;
  entropy.fill(drawn.value);
  return drawn;
}

}  // namespace

console::console(caf::actor_system& system, const console_ports& ports, key_table& keys)
    : ports_(ports), accounts_(std::make_shared<account_view>(ports.clock->wall_now())) {
  registry_ = system.spawn(registry_behavior, ports.clock, console_units(ports));
  const node shared{ports.log, ports.clock, registry_};
  const auto epoch = draw_epoch(*ports.entropy);
  const auto run = draw_run(*ports.entropy);
  auto machine = std::make_shared<presence>(keys, *ports.answers, *ports.entropy, epoch, run);
  subscriptions_.push_back(aviary::follow_log(shared, keys, *machine));
  presence_ = system.spawn(presence_behavior, shared, std::move(machine));
  registrar_ = system.spawn(registrar_behavior, shared, ports.entropy);
  account_desk_ = system.spawn(account_desk_behavior, shared);
  const auto channels = system.spawn(channels_behavior, shared, ports.webhooks, channel_health_);
  subscriptions_.push_back(follow_channels(shared, ports.identity, channels));
  open_api();
  // What is shown is whole before anybody can ask.
  position last{};
  ports.log->scan({}, [this, &last](const record& one) {
    show(one);
    last = one.at_position;
    return true;
  });
  subscriptions_.push_back(ports.log->subscribe(last, [this](const record& one) { show(one); }));
  const auto bind = [this](std::string_view to, const auto& machine_actor) {
    caf::anon_send(registry_,
                   bind_address{address(to), caf::actor_cast<caf::actor>(machine_actor)});
  };
  bind(addresses::presence, presence_);
  bind(addresses::registrar, registrar_);
  bind(addresses::channels, channels);
  bind(addresses::account_desk, account_desk_);
  caf::anon_send(registry_, resume_streams{});
}

console::~console() {
  subscriptions_.clear();
  caf::anon_send_exit(registry_, caf::exit_reason::kill);
}

void console::notice(log_type type, std::string text) {
  const deliver<bird_session> order{
      bird_session::commands::notice{type.value, std::move(text), ports_.clock->wall_now()}, {}};
  caf::anon_send(registry_,
                 mail{addresses::bird_session(console_itself), caf::make_message(order)});
}

void console::receive(authentic_batch batch) {
  caf::anon_send(presence_, std::move(batch));
}

void console::show(const record& one) {
  incidents_.apply(one);
  birds_.apply(one);
  accounts_->apply(one);
  audit_.apply(one);
  orders_->apply(one);
}

void console::ask_accounts(accounts::command what, account_told told) {
  caf::anon_send(account_desk_, aviary::ask_accounts{std::move(what), std::move(told)});
}

void console::open_api() {
  const postbox post(registry_, position{});
  orders_.emplace(console_orders::ports{
      ports_.log, ports_.clock, ports_.entropy, &ports_.identity->master, &incidents_,
      channel_health_,
      [post](const incident_id& id, incident::command what) {
        post.command<incident>(addresses::incident(id), std::move(what));
      },
      [post](incident_desk::command what) {
        post.command<incident_desk>(address(addresses::incident_desk), std::move(what));
      },
      [post](alert_desk::command what) {
        post.command<alert_desk>(address(addresses::alert_desk), std::move(what));
      }});
  auto& orders = *orders_;
  api_.incidents = &incidents_;
  api_.birds = &birds_;
  api_.log = ports_.log;
  api_.audit = &audit_;
  api_.acknowledge_incident = [&orders](const auto& id, auto by, auto told) {
    orders.acknowledge(id, std::move(by), std::move(told));
  };
  api_.close_incident = [&orders](const auto& id, auto by, auto told) {
    orders.close(id, std::move(by), std::move(told));
  };
  api_.note_incident = [&orders](const auto& id, auto by, auto text, auto told) {
    orders.note(id, std::move(by), std::move(text), std::move(told));
  };
  api_.channels = [&orders] { return orders.channels(); };
  api_.add_channel = [&orders](const auto& url, auto by, auto told) {
    orders.add_channel(url, std::move(by), std::move(told));
  };
  api_.test_channel = [&orders](const auto& channel, auto told) {
    orders.test_channel(channel, std::move(told));
  };
  api_.register_bird = [to = registrar_](auto line, bool replaces, auto by, auto told) {
    caf::anon_send(to, ask_registration{std::move(line), replaces, std::move(by), std::move(told)});
  };
}

}  // namespace aviary
