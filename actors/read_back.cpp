#include "actors/read_back.hpp"

#include <utility>
#include <variant>

#include "messages/invariant.hpp"

namespace aviary {

// The event of sequence n lies at position n + 1 or behind it, as positions begin with 1.
retry_queue::commands::recalled read_back(const event_log& log, const stream_name& stream,
                                          const retry_queue::effects::recall& wanted) {
  retry_queue::commands::recalled out;
  auto next = wanted.items.begin();
  if (next == wanted.items.end()) return out;
  log.scan(position{next->at_sequence}, [&](const record& one) {
    if (one.stream != stream || one.at_sequence.value != next->at_sequence) return true;
    auto event = decode_event<retry_queue::event>(one.type, one.payload);
    auto* enqueued = event ? std::get_if<retry_queue::events::enqueued>(&*event) : nullptr;
    AVIARY_INVARIANT(enqueued != nullptr, "the journal knows where a body lies");
    out.items.push_back(
        {next->ordinal, std::move(enqueued->id), std::move(enqueued->body), enqueued->made});
    return ++next != wanted.items.end();
  });
  AVIARY_INVARIANT(next == wanted.items.end(), "a queue's stream is never cut");
  return out;
}

}  // namespace aviary
