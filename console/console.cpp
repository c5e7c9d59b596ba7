#include "console/console.hpp"

#include <chrono>
#include <utility>

#include "actors/accounts_actor.hpp"
#include "actors/addresses.hpp"
#include "actors/alert_desk_actor.hpp"
#include "actors/bird_session_actor.hpp"
#include "actors/incident_actor.hpp"
#include "actors/incident_desk_actor.hpp"
#include "actors/registration_actor.hpp"
#include "actors/retry_queue_actor.hpp"
#include "console/channels/channel_orders.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

constexpr std::chrono::seconds api_timeout{10};

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
  open_api();
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
  waiters_.apply(one);
}

void console::ask_accounts(accounts::command what, account_told told) {
  caf::anon_send(account_desk_, aviary::ask_accounts{std::move(what), std::move(told)});
}

// -- the API's hands -----------------------------------------------------------------------------

void console::post_and_wait(address to, caf::message what, event_waiters::matches durable,
                            json_object outcome, api_context::told<json_object> told) {
  waiters_.wait(std::move(durable), ports_.clock->now() + api_timeout,
                [outcome = std::move(outcome), told = std::move(told)](bool came) {
                  if (came) return told(outcome);
                  told(failure{"the console did not get to it in time", "ask again"});
                });
  caf::anon_send(registry_, mail{std::move(to), std::move(what)});
}

void console::open_api() {
  api_.incidents = &incidents_;
  api_.birds = &birds_;
  api_.log = ports_.log;
  api_.channels = [this] { return list_channels(*ports_.log, *channel_health_); };
  api_.acknowledge_incident = [this](const incident_id& id, std::string by,
                                     api_context::told<json_object> told) {
    json_object outcome;
    outcome["id"] = to_hex(id.value);
    outcome["state"] = "acknowledged";
    if (incidents_.is_acknowledged(id)) return told(std::move(outcome));
    const auto stream = addresses::incident(id);
    const deliver<incident> order{incident::commands::acknowledge{std::move(by)}, {}};
    post_and_wait(stream, caf::make_message(order),
                  is_event<incident::events::acknowledged>(stream), std::move(outcome),
                  std::move(told));
  };
  api_.register_bird = [this](std::string line, bool replaces,
                              api_context::told<json_object> told) {
    caf::anon_send(registrar_, ask_registration{std::move(line), replaces, std::move(told)});
  };
  api_.add_channel = [this](std::string url, api_context::told<json_object> told) {
    auto order = order_channel(url, *ports_.entropy, ports_.identity->master);
    if (const auto there = channel_to(*ports_.log, url))
      order.outcome["note"] = *there + " leads there too: every alert comes twice";
    auto same = is_channel(order.command.channel);
    const deliver<alert_desk> command{std::move(order.command), {}};
    post_and_wait(address(addresses::alert_desk), caf::make_message(command), std::move(same),
                  std::move(order.outcome), std::move(told));
  };
  api_.test_channel = [this](std::string channel, api_context::told<json_object> told) {
    if (!has_channel(*ports_.log, channel))
      return told(failure{"no such channel: " + channel, "list them with: channels list"});
    auto order = order_test(channel, *ports_.entropy);
    const auto queue = addresses::channel_queue(channel);
    const auto stays =
        "the alert stays queued and goes over when the receiver takes it; see also "
        "channels list";
    channel_health_->watch(order.alert, [told, stays](const http_outcome& outcome) {
      told(failure{"the receiver did not take it: " + outcome.text, stays});
    });
    const deliver<alert_desk> command{std::move(order.command), {}};
    post_and_wait(address(addresses::alert_desk), caf::make_message(command),
                  is_delivery(queue, order.alert), std::move(order.outcome),
                  [health = channel_health_, alert = order.alert, told = std::move(told),
                   stays](result<json_object, failure> came) {
                    if (!health->forget(alert)) return;  // told of a failure
                    if (came) return told(std::move(came));
                    told(failure{"it was not delivered within ten seconds", stays});
                  });
  };
}

}  // namespace aviary
