#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/request.hpp"
#include "messages/zone_name.hpp"
#include "sim/coverage/coverage_cell.hpp"
#include "storage/event_log.hpp"

// Says what a datagram or an append is about.

namespace aviary {

/// What the keys of one bird make of the messages under its name.
struct reading_keys {
  explicit reading_keys(const root_key& root)
      : up(derive_up_keys(root)), down(derive_down_keys(root)) {}
  up_keys up;
  down_keys down;
};

/// A query of a bird, or an answer to one.
struct read_subject {
  subject_kind about = subject_kind::other;
  bird_tag bird{};
  /// The message that it belongs to: the low half of its counter. Nothing when it has none, or when
  /// only the keys would tell.
  std::optional<counter_low> message;
  /// The console has all of the message.
  bool is_complete = false;
};

/// Which keys to read with; null when that bird is not known.
using keys_of_tag = std::function<const reading_keys*(bird_tag)>;

/// Total: any octets are about something.
read_subject read_datagram(byte_view datagram, const zone_name& zone, const keys_of_tag& keys);
subject_kind subject_of_bird_append(const append_request& what);
subject_kind subject_of_console_append(const append_request& what);

}  // namespace aviary
