#include "messages/answer.hpp"

#include <optional>

#include "messages/base64.hpp"
#include "messages/dns_message.hpp"
#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"
#include "messages/qname.hpp"

namespace aviary {
namespace {

enum class answer_kind : std::uint8_t { fragment_ack = 1, reply = 2, segment = 3, hello = 4 };

constexpr std::size_t segment_number_octets = 3;
constexpr std::size_t reply_nonce_octets = 24;
constexpr std::size_t box_mac_octets = 16;
constexpr std::size_t fragment_ack_octets = 4 + 1 + 1 + fragment_bitmap::octets;
/// Kind in front, MAC behind.
constexpr std::size_t frame_octets = 1 + short_mac::size;

/// TXT content that fits `data` octets of RDATA: each string of up to 255 costs its length octet.
constexpr std::size_t txt_octets(std::size_t data) {
  const auto strings = (data + txt_string_octets_max) / (txt_string_octets_max + 1);
  return data - strings;
}
static_assert(txt_octets(218) == 217 && txt_octets(256) == 255 && txt_octets(257) == 255);
static_assert(txt_octets(0) == 0 && txt_octets(1) == 0 && txt_octets(1144) == 1139);

constexpr std::size_t less(std::size_t from, std::size_t what) {
  return from > what ? from - what : 0;
}

}  // namespace

// -- sizes ----------------------------------------------------------------------------------------

std::size_t answer_octets_max(answer_code code, std::size_t name_octets) {
  // One TXT record, whose owner points to the question, and an OPT.
  const auto around = dns_header_octets + name_octets + question_tail_octets + pointer_octets +
                      record_tail_octets + opt_octets;
  const auto text = txt_octets(less(packet_octets_max(code), around));
  return is_base64(code) ? base64_octets(text) : text;
}

std::size_t reply_plain_octets(answer_code code, std::size_t name_octets) {
  return less(answer_octets_max(code, name_octets),
              frame_octets + reply_nonce_octets + box_mac_octets);
}

std::size_t segment_octets(answer_code code, const zone_name& zone) {
  return segment_octets(code, zone.wire().size() + 1 + 1 + base32_characters(pull_octets));
}

std::size_t segment_octets(answer_code code, std::size_t pull_name_octets) {
  return less(answer_octets_max(code, pull_name_octets),
              frame_octets + segment_number_octets + box_mac_octets);
}

std::size_t hello_fill_octets(answer_code code, std::size_t name_octets) {
  return less(answer_octets_max(code, name_octets), frame_octets);
}

// -- encode ---------------------------------------------------------------------------------------
namespace {

/// The framed answer before Base64. It begins 8 octets late: q stands there while the MAC is
/// reckoned, so that the hash runs over one piece of memory.
class answer_frame {
 public:
  explicit answer_frame(const short_mac& query) { octets(query.value); }

  void uint(std::uint64_t value, std::size_t count) {
    AVIARY_INVARIANT(size_ + count <= room_.size(), "an answer of this size was allowed");
    for (std::size_t i = count; i-- > 0;)
      room_[size_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void octets(byte_view value) { put_octets(value, grow(value.size()).data()); }
  std::span<std::uint8_t> grow(std::size_t count) {
    AVIARY_INVARIANT(size_ + count <= room_.size(), "an answer of this size was allowed");
    size_ += count;
    return std::span(room_).subspan(size_ - count, count);
  }
  void sign(const ack_key& key) { octets(sip_hash(key.view(), {room_.data(), size_}).value); }
  byte_view content() const { return byte_view(room_.data(), size_).subspan(short_mac::size); }

 private:
  std::array<std::uint8_t, short_mac::size + answer_text_octets_max> room_;
  std::size_t size_ = 0;
};

void put(answer_frame& out, const fragment_ack_answer& body) {
  AVIARY_INVARIANT(body.seconds == 0 || body.status == message_status::slow_down,
                   "only slow_down has seconds");
  out.uint(static_cast<unsigned>(answer_kind::fragment_ack), 1);
  out.uint(body.at.value, 4);
  out.uint(static_cast<unsigned>(body.status), 1);
  out.uint(body.seconds, 1);
  body.received.encode(out.grow(fragment_bitmap::octets).first<fragment_bitmap::octets>());
}

void put(answer_frame& out, const reply_answer& body) {
  out.uint(static_cast<unsigned>(answer_kind::reply), 1);
  out.octets(body.sealed);
}

void put(answer_frame& out, const segment_answer& body) {
  out.uint(static_cast<unsigned>(answer_kind::segment), 1);
  out.uint(body.number.value, segment_number_octets);
  out.octets(body.box);
}

void put(answer_frame& out, const hello_answer& body) {
  out.uint(static_cast<unsigned>(answer_kind::hello), 1);
  auto next = body.first;
  for (auto& octet : out.grow(body.fill_octets)) octet = next++;
}

}  // namespace

std::size_t encode_answer(const console_answer& value, answer_code code, const ack_key& key,
                          const short_mac& query, std::span<std::uint8_t> out) {
  answer_frame frame(query);
  std::visit([&](const auto& body) { put(frame, body); }, value);
  frame.sign(key);
  const auto content = frame.content();
  const auto octets = is_base64(code) ? base64_characters(content.size()) : content.size();
  AVIARY_INVARIANT(octets <= out.size(), "room for any answer");
  if (is_base64(code))
    base64_encode(content, out.data());
  else
    put_octets(content, out.data());
  return octets;
}

// -- decode ---------------------------------------------------------------------------------------

std::string_view describe(answer_error error) {
  switch (error) {
    case answer_error::too_short:
      return "an answer without room for kind and MAC";
    case answer_error::too_long:
      return "an answer that no answer code allows";
    case answer_error::not_base64:
      return "an answer that is not in Base64 as asked";
    case answer_error::wrong_mac:
      return "an answer whose MAC is wrong: forged, altered, or to another query";
    case answer_error::unknown_kind:
      return "an answer of an unknown kind";
    case answer_error::bad_length:
      return "an answer of the wrong length for its kind";
    case answer_error::unknown_status:
      return "a message status of no known value";
    case answer_error::bad_seconds:
      return "seconds to wait without a reason to";
    case answer_error::bad_bitmap:
      return "a bitmap of fragments that no message has";
    case answer_error::bad_filling:
      return "a filling that does not count up";
  }
  return "unknown";
}

namespace {

result<console_answer, answer_error> decode_fragment_ack(byte_reader in) {
  fragment_ack_answer body;
  if (in.remaining() != fragment_ack_octets) return answer_error::bad_length;
  body.at = {in.u32()};
  const auto status = in.u8();
  if (status > static_cast<unsigned>(message_status::slow_down))
    return answer_error::unknown_status;
  body.status = static_cast<message_status>(status);
  body.seconds = in.u8();
  if (body.seconds != 0 && body.status != message_status::slow_down)
    return answer_error::bad_seconds;
  const auto received = fragment_bitmap::decode(in);
  if (!received) return answer_error::bad_bitmap;
  body.received = *received;
  return body;
}

result<console_answer, answer_error> decode_hello(byte_view filling) {
  const auto first = filling.empty() ? std::uint8_t{0} : filling.front();
  auto next = first;
  for (const auto octet : filling)
    if (octet != next++) return answer_error::bad_filling;
  return hello_answer{first, filling.size()};
}

result<console_answer, answer_error> decode_body(byte_view content) {
  byte_reader in(content);
  switch (static_cast<answer_kind>(in.u8())) {
    case answer_kind::fragment_ack:
      return decode_fragment_ack(in);
    case answer_kind::reply:
      if (in.remaining() < reply_nonce_octets + box_mac_octets) return answer_error::bad_length;
      return reply_answer{in.rest()};
    case answer_kind::segment: {
      if (in.remaining() < segment_number_octets + box_mac_octets) return answer_error::bad_length;
      const segment_number number{static_cast<std::uint32_t>(in.uint(segment_number_octets))};
      return segment_answer{number, in.rest()};
    }
    case answer_kind::hello:
      return decode_hello(in.rest());
  }
  return answer_error::unknown_kind;
}

}  // namespace

result<console_answer, answer_error> decode_answer(std::span<std::uint8_t> text, answer_code code,
                                                   const ack_key& key, const short_mac& query) {
  auto content = text;
  if (is_base64(code)) {
    if (!base64_decode(text, text.data())) return answer_error::not_base64;
    content = text.first(base64_octets(text.size()));
  }
  if (content.size() < frame_octets) return answer_error::too_short;
  if (content.size() > answer_text_octets_max) return answer_error::too_long;

  const auto body = content.first(content.size() - short_mac::size);
  std::array<std::uint8_t, short_mac::size + answer_text_octets_max> signed_text;
  put_octets(body, put_octets(query.value, signed_text.data()));
  short_mac mac;
  put_octets(content.subspan(body.size()), mac.value.data());
  const auto right = sip_hash(key.view(), {signed_text.data(), short_mac::size + body.size()});
  if (!same_mac(mac, right)) return answer_error::wrong_mac;
  return decode_body(body);
}

}  // namespace aviary
