#include "console/channels/channel_orders.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/event_codec.hpp"
#include "actors/retry_queue.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"
#include "messages/standard_webhook.hpp"

namespace aviary {
namespace {

/// Shows each channel of the log, in the order in which they were added.
template <class Visit>
void for_each_channel(const event_log& log, Visit visit) {
  log.scan({}, [&visit](const record& one) {
    if (one.type != alert_desk::events::channel_added::name) return true;
    const auto event = decode_event<alert_desk::event>(one.type, one.payload);
    AVIARY_INVARIANT(event.has_value(), "the log's channels are readable");
    visit(std::get<alert_desk::events::channel_added>(*event));
    return true;
  });
}

}  // namespace

channel_order order_channel(const std::string& url, entropy_port& entropy,
                            const master_key& master) {
  std::array<std::uint8_t, 4> name{};
  entropy.fill(name);
  const auto secret = webhook_secret::filled_by([&entropy](std::uint8_t* out) {
    entropy.fill({out, webhook_secret::size});
  });
  box_nonce nonce;
  entropy.fill(nonce.value);

  channel_order out;
  out.command.channel = "webhook-" + to_hex(name);
  out.command.url = url;
  out.command.sealed_secret = master.seal(secret.view(), nonce);
  out.outcome["channel"] = out.command.channel;
  out.outcome["url"] = url;
  out.outcome["secret"] = to_text(secret);
  return out;
}

test_order order_test(const std::string& channel, entropy_port& entropy) {
  test_order out;
  entropy.fill(out.command.id.value);
  out.alert = alert_id(out.command.id, channel);
  json_object body;
  body["type"] = "channel.test";
  body["channel"] = channel;
  out.command.channel = channel;
  out.command.body = serialize_json(body);
  out.outcome["channel"] = channel;
  out.outcome["alert"] = out.alert;
  out.outcome["result"] = "delivered";
  return out;
}

json_object list_channels(const event_log& log, const channel_health& health) {
  json_array all;
  for_each_channel(log, [&](const alert_desk::events::channel_added& added) {
    json_object one;
    one["channel"] = added.channel;
    one["kind"] = "webhook";
    one["url"] = added.url;
    const auto last = health.last(added.channel);
    one["state"] = !last ? "untried" : last->failures == 0 ? "delivers" : "fails";
    if (last) {
      one["last_attempt"] = utc_text(last->at);
      one["last_result"] = last->outcome.text;
      one["failures"] = last->failures;
    }
    all.push_back(std::move(one));
  });
  json_object out;
  out["channels"] = std::move(all);
  return out;
}

bool has_channel(const event_log& log, std::string_view channel) {
  bool found = false;
  for_each_channel(log, [&](const auto& added) { found = found || added.channel == channel; });
  return found;
}

std::optional<std::string> channel_to(const event_log& log, std::string_view url) {
  std::optional<std::string> found;
  for_each_channel(log, [&](const auto& added) {
    if (added.url == url) found = added.channel;
  });
  return found;
}

record_predicate is_channel(std::string channel) {
  return [channel = std::move(channel)](const record& one) {
    if (one.type != alert_desk::events::channel_added::name) return false;
    const auto event = decode_event<alert_desk::event>(one.type, one.payload);
    return event && std::get<alert_desk::events::channel_added>(*event).channel == channel;
  };
}

record_predicate is_delivery(std::string queue, std::string alert) {
  return [queue = std::move(queue), alert = std::move(alert)](const record& one) {
    if (one.stream != queue || one.type != retry_queue::events::acknowledged::name) return false;
    const auto event = decode_event<retry_queue::event>(one.type, one.payload);
    return event && std::get<retry_queue::events::acknowledged>(*event).id == alert;
  };
}

}  // namespace aviary
