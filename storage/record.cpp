#include "storage/record.hpp"

#include <algorithm>

#include "messages/hash.hpp"
#include "messages/invariant.hpp"

namespace aviary {

namespace {

// A stored record, all integers big-endian:
//
//    0        1        2                10               18               26
//   +--------+--------+----------------+----------------+----------------+
//   | layout | flags  | sequence       | at, ms of 1970 | cause          |
//   +--------+--------+----------------+----------------+----------------+
//   | length | stream ...              | length | type ...               |
//   +--------+-------------------------+--------+------------------------+
//   | chain, 32 octets                                                   |
//   +---------------------------------------------------------------------+
//   | payload to the end (retired: its BLAKE2b-256, 32 octets)           |
//   +---------------------------------------------------------------------+
//
// The chain covers: chain of the record before | position, 8 octets | all above up to and with the
// type, flag `retired` cleared | BLAKE2b-256 of the payload.
constexpr std::uint8_t layout_version = 1;
constexpr std::uint8_t flag_owes = 0x01;
constexpr std::uint8_t flag_retired = 0x02;
constexpr std::size_t fixed_octets = 2 + 3 * 8 + 2;

bool is_name_octet(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool starts_with_letter(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z';
}

void put_text(byte_writer& out, std::string_view text) {
  out.u8(static_cast<std::uint8_t>(text.size()));
  out.octets(as_bytes(text));
}

std::string take_text(byte_reader& in) {
  const auto length = in.u8();
  return std::string(as_text(in.octets(length)));
}

void put_header(bytes& buffer, const record& from, std::uint8_t flags) {
  AVIARY_INVARIANT(is_stream_name(from.stream), "a stream's name is outside its grammar");
  AVIARY_INVARIANT(is_event_type(from.type), "an event's type is outside its grammar");
  byte_writer out(buffer);
  out.u8(layout_version);
  out.u8(flags);
  out.u64(from.at_sequence.value);
  out.u64(static_cast<std::uint64_t>(from.at.time_since_epoch().count()));
  out.u64(from.cause.value);
  put_text(out, from.stream);
  put_text(out, from.type);
}

std::uint8_t flags_of(const record& from) {
  return static_cast<std::uint8_t>((from.owes ? flag_owes : 0) | (from.retired ? flag_retired : 0));
}

}  // namespace

bool is_stream_name(std::string_view text) {
  if (text.size() > stream_name_octets_max || !starts_with_letter(text)) return false;
  char before = 'a';
  for (const char c : text) {
    if (c == '/' ? before == '/' : !is_name_octet(c) && c != '-') return false;
    before = c;
  }
  return before != '/';
}

bool is_event_type(std::string_view text) {
  return text.size() <= type_octets_max && starts_with_letter(text) &&
         std::all_of(text.begin(), text.end(), is_name_octet);
}

chain_hash hash_payload(byte_view payload) {
  return blake2b_as<chain_hash>({payload});
}

chain_hash link(const chain_hash& before, const record& at) {
  bytes header;
  header.reserve(fixed_octets + at.stream.size() + at.type.size());
  put_header(header, at, at.owes ? flag_owes : 0);
  const auto place = big_endian(at.at_position.value);
  if (at.retired) return blake2b_as<chain_hash>({before.value, place, header, at.payload});
  const auto hash = hash_payload(at.payload);
  return blake2b_as<chain_hash>({before.value, place, header, hash.value});
}

void retire(record& at) {
  if (at.retired) return;
  const auto hash = hash_payload(at.payload);
  at.payload.assign(hash.value.begin(), hash.value.end());
  at.payload.shrink_to_fit();
  at.retired = true;
}

bytes encode_record(const record& from) {
  AVIARY_INVARIANT(from.payload.size() <= payload_octets_max, "an event's payload is too large");
  bytes stored;
  stored.reserve(fixed_octets + from.stream.size() + from.type.size() + from.chain.size +
                 from.payload.size());
  put_header(stored, from, flags_of(from));
  byte_writer out(stored);
  out.octets(from.chain.value);
  out.octets(from.payload);
  return stored;
}

std::optional<record> decode_record(position at, byte_view stored) {
  byte_reader in(stored);
  if (in.u8() != layout_version) return std::nullopt;
  const auto flags = in.u8();
  record out;
  out.at_position = at;
  out.at_sequence = {in.u64()};
  out.at = wall_time{std::chrono::milliseconds{static_cast<std::int64_t>(in.u64())}};
  out.cause = {in.u64()};
  out.stream = take_text(in);
  out.type = take_text(in);
  const auto chain = in.octets(out.chain.size);
  if (!in.ok() || (flags & ~(flag_owes | flag_retired)) != 0) return std::nullopt;
  if (!is_stream_name(out.stream) || !is_event_type(out.type)) return std::nullopt;
  std::copy(chain.begin(), chain.end(), out.chain.value.begin());
  out.owes = (flags & flag_owes) != 0;
  out.retired = (flags & flag_retired) != 0;
  const auto payload = in.rest();
  if (payload.size() > payload_octets_max) return std::nullopt;
  if (out.retired && payload.size() != out.chain.size) return std::nullopt;
  out.payload.assign(payload.begin(), payload.end());
  return out;
}

}  // namespace aviary
