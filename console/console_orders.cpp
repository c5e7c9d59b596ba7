#include "console/console_orders.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include "actors/addresses.hpp"
#include "actors/event_codec.hpp"
#include "console/channels/channel_orders.hpp"
#include "messages/hex.hpp"

namespace aviary {
namespace {

constexpr std::chrono::seconds patience{10};

json_object now_in_state(const incident_id& id, std::string_view state) {
  return {{"id", to_hex(id.value)}, {"state", state}};
}

/// Passes on the first answer and no other.
console_orders::told once(console_orders::told tell) {
  return [told = std::make_shared<std::atomic_flag>(), tell = std::move(tell)](auto came) {
    if (!told->test_and_set()) tell(std::move(came));
  };
}

/// That note, and not one that somebody else writes at the same time.
event_waiters::matches is_note(const incident_id& id, const std::string& by,
                               const std::string& text) {
  return [noted = is_event<incident::events::noted>(addresses::incident(id)), by,
          text](const record& one) {
    if (!noted(one)) return false;
    const auto event = decode_event<incident::event>(one.type, one.payload);
    const auto* found = event ? std::get_if<incident::events::noted>(&*event) : nullptr;
    return found != nullptr && found->by == by && found->text == text;
  };
}

}  // namespace

void console_orders::wait(event_waiters::matches durable, json_object outcome, told tell) {
  waiters_.wait(std::move(durable), ports_.clock->now() + patience,
                [outcome = std::move(outcome), tell = std::move(tell)](bool came) {
                  if (came) return tell(outcome);
                  tell(failure{"the console did not get to it in time",
                               "look whether it came about, and ask again if not"});
                });
}

// -- incidents -----------------------------------------------------------------------------------

void console_orders::acknowledge(const incident_id& id, std::string by, told tell) {
  tell = once(std::move(tell));
  const auto outcome = now_in_state(id, "acknowledged");
  wait(is_event<incident::events::acknowledged>(addresses::incident(id)), outcome, tell);
  // Looked at behind the waiting: what happens in between is seen by the one or by the other.
  if (ports_.incidents->is_acknowledged(id)) return tell(outcome);
  ports_.to_incident(id, incident::commands::acknowledge{std::move(by)});
}

void console_orders::close(const incident_id& id, std::string by, told tell) {
  tell = once(std::move(tell));
  const auto outcome = now_in_state(id, "closed");
  wait(is_event<incident::events::closed>(addresses::incident(id)), outcome, tell);
  if (ports_.incidents->is_closed(id)) return tell(outcome);
  ports_.to_incident_desk(
      incident_desk::commands::close{{{id, std::move(by)}, ports_.incidents->source_of(id)}});
}

void console_orders::note(const incident_id& id, std::string by, std::string text, told tell) {
  if (ports_.incidents->notes_count(id) >= incident::notes_max)
    return tell(failure{"it has " + std::to_string(incident::notes_max) + " notes, the most",
                        "close it; what comes next opens another"});
  json_object outcome{{"id", to_hex(id.value)}, {"by", by}, {"text", text}};
  wait(is_note(id, by, text), std::move(outcome), std::move(tell));
  ports_.to_incident(id, incident::commands::note{std::move(by), std::move(text)});
}

// -- channels ------------------------------------------------------------------------------------

json_object console_orders::channels() const {
  return list_channels(*ports_.log, *ports_.health);
}

void console_orders::add_channel(const std::string& url, std::string by, told tell) {
  auto order = order_channel(url, *ports_.entropy, *ports_.master);
  order.command.by = std::move(by);
  if (const auto there = channel_to(*ports_.log, url))
    order.outcome["note"] = *there + " leads there too: every alert comes twice";
  wait(is_channel(order.command.channel), std::move(order.outcome), std::move(tell));
  ports_.to_alert_desk(std::move(order.command));
}

void console_orders::test_channel(const std::string& channel, told tell) {
  if (!has_channel(*ports_.log, channel))
    return tell(failure{"no such channel: " + channel, "list them with: channels list"});
  auto order = order_test(channel, *ports_.entropy);
  const auto* stays =
      "the alert stays queued and goes over when the receiver takes it; see also channels list";
  ports_.health->watch(order.alert, [tell, stays](const http_outcome& outcome) {
    tell(failure{"the receiver did not take it: " + outcome.text, stays});
  });
  wait(is_delivery(addresses::channel_queue(channel), order.alert), std::move(order.outcome),
       [health = ports_.health, alert = order.alert, tell = std::move(tell),
        stays](result<json_object, failure> came) {
         if (!health->forget(alert)) return;  // told of a failure
         if (came) return tell(std::move(came));
         tell(failure{"it was not delivered within ten seconds", stays});
       });
  ports_.to_alert_desk(std::move(order.command));
}

}  // namespace aviary
