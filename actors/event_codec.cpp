#include "actors/event_codec.hpp"

#include "storage/record.hpp"

namespace aviary {

std::string_view describe(event_error error) {
  switch (error) {
    case event_error::not_json:
      return "the payload is not JSON";
    case event_error::unknown_name:
      return "the event's name is not known to this version";
    case event_error::wrong_field:
      return "a field of the event has another type";
  }
  return "unknown";
}

namespace detail {

std::optional<json_value> parse_event_json(byte_view payload) {
  auto parsed = parse_json(as_text(payload), {.octets = payload_octets_max});
  if (!parsed) return std::nullopt;
  return *std::move(parsed);
}

}  // namespace detail
}  // namespace aviary
