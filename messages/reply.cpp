#include "messages/reply.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

namespace aviary {
namespace {

constexpr std::uint8_t stale_token_bit = 1;
constexpr std::uint8_t unparsable_bit = 2;
constexpr std::uint8_t reconcile_bit = 4;
constexpr std::uint8_t more_waiting_bit = 8;
constexpr std::uint8_t known_bits = 15;

template <class Octets>
Octets read_octets(byte_reader& in) {
  Octets octets;
  std::ranges::copy(in.octets(Octets::size), octets.value.begin());
  return octets;
}

std::uint8_t flags_of(const reply& message) {
  std::uint8_t flags = 0;
  if (message.stale_token) flags |= stale_token_bit;
  if (message.unparsable) flags |= unparsable_bit;
  if (message.reconcile) flags |= reconcile_bit;
  if (message.more_waiting) flags |= more_waiting_bit;
  return flags;
}

}  // namespace

std::string_view describe(reply_error error) {
  switch (error) {
    case reply_error::cut_short:
      return "a REPLY that is cut short";
    case reply_error::unknown_flag:
      return "a REPLY with a flag that this version does not know";
    case reply_error::time_out_of_range:
      return "a REPLY of a time that is no time";
    case reply_error::not_json:
      return "instructions that are not JSON";
    case reply_error::not_an_array:
      return "instructions that are not an array";
    case reply_error::instructions_beside_reconcile:
      return "instructions beside a reconcile";
  }
  return "unknown REPLY error";
}

bytes encode(const reply& message) {
  AVIARY_INVARIANT(!message.reconcile || message.instructions.empty(),
                   "no instruction beside a reconcile");
  bytes plain;
  byte_writer out(plain);
  out.u64(message.re.at.value);
  out.octets(message.re.tail.value);
  out.u8(flags_of(message));
  out.octets(message.hash.value);
  out.octets(message.token.value);
  const auto time = message.console_time.time_since_epoch().count();
  out.u64(static_cast<std::uint64_t>(std::clamp<std::int64_t>(time, 0, reply_time_max)));
  out.u64(message.highest.value);
  if (message.reconcile) {
    out.octets(message.reconcile->asker.value);
    out.u32(message.reconcile->digest.count);
    out.octets(message.reconcile->digest.hashes_xor.value);
  }
  if (!message.instructions.empty()) out.octets(as_bytes(serialize_json(message.instructions)));
  return plain;
}

result<reply, reply_error> decode_reply(byte_view plain) {
  byte_reader in(plain);
  reply message;
  message.re.at.value = in.u64();
  message.re.tail = read_octets<message_tail>(in);
  const auto flags = in.u8();
  message.hash = read_octets<report_hash>(in);
  message.token = read_octets<life_token>(in);
  const auto time = in.u64();
  message.highest.value = in.u64();
  if (!in.ok()) return reply_error::cut_short;
  if ((flags & ~known_bits) != 0) return reply_error::unknown_flag;
  if (time > std::uint64_t{reply_time_max}) return reply_error::time_out_of_range;
  message.console_time = wall_time{std::chrono::milliseconds{time}};
  message.stale_token = flags & stale_token_bit;
  message.unparsable = flags & unparsable_bit;
  message.more_waiting = flags & more_waiting_bit;
  if (flags & reconcile_bit) {
    message.reconcile = {read_octets<console_run>(in), {in.u32(), read_octets<report_hash>(in)}};
    if (!in.ok()) return reply_error::cut_short;
  }

  if (in.remaining() == 0) return message;
  if (message.reconcile) return reply_error::instructions_beside_reconcile;
  auto parsed = parse_json(as_text(in.rest()));
  if (!parsed) return reply_error::not_json;
  if (!parsed->is_array()) return reply_error::not_an_array;
  message.instructions = std::move(parsed->get_array());
  return message;
}

}  // namespace aviary
