#include "messages/envelope.hpp"

#include <algorithm>

#include "messages/invariant.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

constexpr std::uint8_t brotli_bit = 0x80;
constexpr std::uint32_t age_unknown = 0xFFFFFFFF;

void write_head(byte_writer& out, const heartbeat_head& head) {
  out.octets(head.token.value);
  out.u32(head.digest.count);
  out.octets(head.digest.hashes_xor.value);
}

void write_head(byte_writer& out, const report_head& head) {
  write(out, head.id);
  // An age of 136 years is as good as unknown.
  out.u32(head.age_seconds.value_or(age_unknown));
}

void write_head(byte_writer&, const instruction_result_head&) {}
void write_head(byte_writer&, const upload_head&) {}

heartbeat_head read_heartbeat_head(byte_reader& in) {
  heartbeat_head head;
  std::ranges::copy(in.octets(life_token::size), head.token.value.begin());
  head.digest.count = in.u32();
  std::ranges::copy(in.octets(report_hash::size), head.digest.hashes_xor.value.begin());
  return head;
}

report_head read_report_head(byte_reader& in) {
  report_head head{read_report_id(in), in.u32()};
  if (head.age_seconds == age_unknown) head.age_seconds.reset();
  return head;
}

}  // namespace

std::string_view describe(envelope_error error) {
  switch (error) {
    case envelope_error::empty:
      return "an empty plaintext";
    case envelope_error::unknown_kind:
      return "a kind of message that this version does not know";
    case envelope_error::cut_short:
      return "a plaintext that ends within its head";
    case envelope_error::body_too_large:
      return "a body above the size limit";
    case envelope_error::body_not_brotli:
      return "a body that says it is Brotli and is not";
  }
  return "unknown envelope error";
}

bytes encode(const envelope& message, std::size_t room) {
  AVIARY_INVARIANT(message.body.size() <= body_octets_max, "a body fits a message");
  bytes plain;
  byte_writer out(plain);
  out.u8(static_cast<std::uint8_t>(message.kind()));
  std::visit([&](const auto& head) { write_head(out, head); }, message.head);

  if (plain.size() + message.body.size() > room) {
    const auto smaller = compress(message.body);
    if (smaller.size() < message.body.size()) {
      plain.front() |= brotli_bit;
      out.octets(smaller);
      return plain;
    }
  }
  out.octets(message.body);
  return plain;
}

result<envelope, envelope_error> decode_envelope(byte_view plain) {
  if (plain.empty()) return envelope_error::empty;
  byte_reader in(plain);
  const auto first = in.u8();
  envelope message;
  switch (static_cast<message_kind>(first & ~brotli_bit)) {
    case message_kind::heartbeat:
      message.head = read_heartbeat_head(in);
      break;
    case message_kind::report:
      message.head = read_report_head(in);
      break;
    case message_kind::instruction_result:
      message.head = instruction_result_head{};
      break;
    case message_kind::upload:
      message.head = upload_head{};
      break;
    default:
      return envelope_error::unknown_kind;
  }
  if (!in.ok()) return envelope_error::cut_short;

  const auto rest = in.rest();
  if ((first & brotli_bit) == 0) {
    if (rest.size() > body_octets_max) return envelope_error::body_too_large;
    message.body.assign(rest.begin(), rest.end());
    return message;
  }
  auto body = decompress(rest, body_octets_max);
  if (!body)
    return body.error() == compression_error::too_large ? envelope_error::body_too_large
                                                        : envelope_error::body_not_brotli;
  message.body = std::move(*body);
  return message;
}

}  // namespace aviary
