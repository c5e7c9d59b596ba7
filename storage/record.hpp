#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

// One record of an event log: what is known about an event, and its bytes on disk. The chain hash
// binds each record to all before it, so a log that was edited, cut in the middle or mended with
// foreign records does not pass for whole. It names no author: who can write the whole log can
// also compute a new chain (docs/STORAGE.md, "What the chain proves").

namespace aviary {

/// Place in the log, from 1. Zero stands before the first record.
using position = number<struct position_tag, std::uint64_t>;
/// Place in a stream, from 0; also the count of events that stand before it.
using sequence = number<struct sequence_tag, std::uint64_t>;
/// BLAKE2b-256 over a record and the hash of the record before it. All zero before the first.
using chain_hash = octets<struct chain_hash_tag, 32>;
/// `unit` or `unit/name`, as in "bird_session/3f09"; see is_stream_name().
using stream_name = std::string;

/// Its length is one octet on disk, and a name of 96 octets still fits a line of a log dump.
inline constexpr std::size_t stream_name_octets_max = 96;
/// As above; type names are written by us.
inline constexpr std::size_t type_octets_max = 64;
/// Bounds what reading one record can cost. The largest thing that is stored is a message.
inline constexpr std::size_t payload_octets_max = 1024 * 1024;

struct record {
  position at_position{};
  stream_name stream;
  sequence at_sequence{};
  std::string type;
  /// Whether the stream owed something to somebody once this event was applied.
  bool owes = false;
  wall_time at{};
  /// The event that led to this one; zero when it came from outside.
  position cause{};
  chain_hash chain{};
  /// True once the stream is retired: `payload` is then the BLAKE2b-256 of what it was.
  bool retired = false;
  bytes payload;

  friend bool operator==(const record&, const record&) = default;
};

/// A place in the log and the chain hash there.
struct chain_link {
  position at{};
  chain_hash chain{};
  friend bool operator==(const chain_link&, const chain_link&) = default;
};

/// True for 1 to 96 octets of a-z 0-9 _ - in parts parted by single slashes, the first part
/// starting with a letter. No octet below '-' occurs, so a key may end a name with a zero octet.
bool is_stream_name(std::string_view text);

/// True for 1 to 64 octets of a-z 0-9 _ that start with a letter.
bool is_event_type(std::string_view text);

/// BLAKE2b-256 of a payload, the form in which the chain covers it.
chain_hash hash_payload(byte_view payload);

/// The chain hash of `at`, given that of the record before it. Ignores `at.chain`, and gives the
/// same before and after the record is retired.
chain_hash link(const chain_hash& before, const record& at);

/// Drops the payload and leaves its hash in its place.
void retire(record& at);

/// The record's bytes without its position, which is its key. Layout: record.cpp.
bytes encode_record(const record& from);

/// Reads what encode_record() wrote, of this layout version or an older one. Nothing for any other
/// bytes: names outside their grammar, unknown flags, a retired payload that is not a hash.
std::optional<record> decode_record(position at, byte_view stored);

}  // namespace aviary
