#pragma once

#include <cstdint>
#include <optional>

#include "bird/transport/outgoing_message.hpp"
#include "messages/bytes.hpp"
#include "messages/envelope.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace aviary {

/// Something that is brought over: a report, a result, an upload or the heartbeat.
struct parcel {
  message_kind kind = message_kind::report;
  /// Not of a heartbeat.
  report_id id{};
  /// Of a heartbeat: what it says, as of its sealing.
  report_digest digest{};
  std::uint64_t as_of = 0;
  /// Empty while parked; the next offer brings it again.
  bytes body;
  /// Of this boot; nothing when unknown.
  std::optional<instant> made_at;

  /// From its sealing on.
  std::optional<outgoing_message> message;
  instant sealed_at{};
  /// Salt of the first attempt at each fragment.
  std::uint8_t first_salt = 0;
  /// It is one query; before the sealing: it certainly will be.
  bool one_query = false;
  /// The RETRY QUEUE has it again. What was sealed stays, see outbox.
  bool parked = false;
  /// Sealed a second time for one offer, or a heartbeat's one repetition.
  bool sealed_again = false;
};

}  // namespace aviary
