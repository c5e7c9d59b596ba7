#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "actors/alert_desk.hpp"
#include "actors/ports.hpp"
#include "console/channels/channel_health.hpp"
#include "messages/json.hpp"
#include "storage/event_log.hpp"
#include "storage/master_key.hpp"

// What a person asks of the channels, as commands for the ALERT DESK, and how it shows in the log
// that it was done.

namespace aviary {

struct channel_order {
  alert_desk::commands::add_channel command;
  json_object outcome;  // `{"channel","url","secret"}`: the only time that the secret is shown
};
channel_order order_channel(const std::string& url, entropy_port& entropy,
                            const master_key& master);

struct test_order {
  alert_desk::commands::test_channel command;
  std::string alert;
  json_object outcome;
};
test_order order_test(const std::string& channel, entropy_port& entropy);

/// `{"channels":[{"channel","kind","url","state","last_attempt","last_result","failures"}]}`.
/// `state`: "untried", "delivers" or "fails"; untried ones have no last attempt.
json_object list_channels(const event_log& log, const channel_health& health);
bool has_channel(const event_log& log, std::string_view channel);
/// The channel that leads there, if there is one.
std::optional<std::string> channel_to(const event_log& log, std::string_view url);

// -- what to wait for ----------------------------------------------------------------------------

using record_predicate = std::function<bool(const record&)>;

/// The channel is in the log.
record_predicate is_channel(std::string channel);
/// The alert left that queue: the receiver has it.
record_predicate is_delivery(std::string queue, std::string alert);
/// An event of that type in that stream.
template <class Event>
record_predicate is_event(std::string stream) {
  return [stream = std::move(stream)](const record& one) {
    return one.type == Event::name && one.stream == stream;
  };
}

}  // namespace aviary
