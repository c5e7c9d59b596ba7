#include "messages/heartbeat.hpp"

#include <algorithm>
#include <optional>

#include "messages/escape.hpp"
#include "messages/json.hpp"
#include "messages/limits.hpp"

namespace aviary {
namespace {

constexpr std::size_t values_count = 8;

std::optional<std::uint32_t> number_up_to(const json_value& value, std::uint32_t limit) {
  const auto number = uint_in(value);
  if (!number || *number > limit) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

std::string_view describe(heartbeat_error error) {
  switch (error) {
    case heartbeat_error::not_json:
      return "a heartbeat that is not JSON";
    case heartbeat_error::not_an_array:
      return "a heartbeat that is not an array";
    case heartbeat_error::too_few_values:
      return "a heartbeat of fewer than eight values";
    case heartbeat_error::wrong_type:
      return "a heartbeat with a value of the wrong type";
    case heartbeat_error::out_of_range:
      return "a heartbeat with a number out of range";
    case heartbeat_error::text_too_long:
      return "a heartbeat with a name or location too long";
  }
  return "unknown heartbeat error";
}

std::string heartbeat_text(std::string_view text) {
  const auto clean = escape(as_bytes(text)).text;
  // JSON writes a quotation mark and a back slash as two octets, and control characters, which take
  // six, are escaped by now: so cut, measure, and cut by what it was too long.
  std::string_view kept = cut_utf8(clean, heartbeat_text_octets_max);
  const auto written = [&] {
    return kept.size() + static_cast<std::size_t>(std::ranges::count_if(
                             kept, [](char c) { return c == '"' || c == '\\'; }));
  };
  while (written() > heartbeat_text_octets_max) kept = cut_utf8(kept, kept.size() - 1);
  return std::string(kept);
}

bytes encode(const heartbeat& beat) {
  const auto local_time =
      std::clamp<std::int64_t>(beat.local_time.time_since_epoch().count(), 0, heartbeat_time_max);
  const json_array values{std::min(beat.uptime_seconds, heartbeat_uptime_max),
                          local_time,
                          heartbeat_text(beat.name),
                          heartbeat_text(beat.location),
                          std::min(beat.interval_seconds, heartbeat_interval_max),
                          std::min(beat.waiting, heartbeat_waiting_max),
                          std::min(beat.dropped, heartbeat_dropped_max),
                          std::min(beat.oldest_seconds, heartbeat_oldest_max)};
  const auto text = serialize_json(values);
  return {text.begin(), text.end()};
}

result<heartbeat, heartbeat_error> decode_heartbeat(byte_view body) {
  const auto parsed = parse_json(as_text(body));
  if (!parsed) return heartbeat_error::not_json;
  const auto* values = parsed->if_array();
  if (!values) return heartbeat_error::not_an_array;
  if (values->size() < values_count) return heartbeat_error::too_few_values;

  const auto& v = *values;
  const auto name = text_in(v[2]);
  const auto location = text_in(v[3]);
  if (!name || !location) return heartbeat_error::wrong_type;
  for (auto at : {0u, 1u, 4u, 5u, 6u, 7u})
    if (!uint_in(v[at])) return heartbeat_error::wrong_type;
  if (std::max(name->size(), location->size()) > heartbeat_text_octets_max)
    return heartbeat_error::text_too_long;

  const auto uptime = number_up_to(v[0], heartbeat_uptime_max);
  const auto local_time = *uint_in(v[1]);
  const auto interval = number_up_to(v[4], heartbeat_interval_max);
  const auto waiting = number_up_to(v[5], heartbeat_waiting_max);
  const auto dropped = number_up_to(v[6], heartbeat_dropped_max);
  const auto oldest = number_up_to(v[7], heartbeat_oldest_max);
  if (!uptime || local_time > heartbeat_time_max || !interval || !waiting || !dropped || !oldest)
    return heartbeat_error::out_of_range;

  const std::chrono::seconds since_epoch{static_cast<std::int64_t>(local_time)};
  // Both texts are an attacker's on a stolen device: cleaned here, whoever wrote them.
  return heartbeat{*uptime,
                   std::chrono::sys_seconds{since_epoch},
                   heartbeat_text(*name),
                   heartbeat_text(*location),
                   *interval,
                   *waiting,
                   *dropped,
                   *oldest};
}

}  // namespace aviary
