#pragma once

#include <optional>
#include <variant>

#include "actors/event_codec.hpp"
#include "messages/invariant.hpp"
#include "storage/record.hpp"

// Records as the checkers read them: one event type at a time.

namespace aviary {

/// The event, when the record holds one of that type. A type's name may be used by two units with
/// two shapes; then `unit`, the part of the stream before the slash, tells them apart.
template <class Event>
std::optional<Event> read_event(const record& one, std::string_view unit = {}) {
  if (one.type != Event::name || one.retired || !one.stream.starts_with(unit)) return {};
  const auto read = decode_event<std::variant<Event>>(one.type, one.payload);
  AVIARY_INVARIANT(read.has_value(), "the product writes what it can read");
  return std::get<Event>(*read);
}

}  // namespace aviary
