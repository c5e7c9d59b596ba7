#include "messages/answer.hpp"

#include <gtest/gtest.h>

#include "messages/dns_answer.hpp"
#include "messages/limits.hpp"
#include "messages/qname.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::answer_key;
using wire::vector_of;
using wire::zone;

short_mac query_of(const std::string& title) {
  short_mac query;
  std::ranges::copy(vector_of(title + ".query"), query.value.begin());
  return query;
}

bytes encoded(const console_answer& value, answer_code code, const short_mac& query) {
  bytes room(answer_text_octets_max);
  room.resize(encode_answer(value, code, answer_key(), query, room));
  return room;
}

fragment_bitmap bitmap_with(std::initializer_list<std::uint16_t> present) {
  fragment_bitmap bitmap;
  for (const auto index : present) bitmap.set({index});
  return bitmap;
}

bytes counting(std::size_t count) {
  bytes octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<std::uint8_t>(i);
  return octets;
}

// -- known answers --------------------------------------------------------------------------------

TEST(Answer, HasTheKnownAnswers) {
  const auto raw = answer_code::raw_1232;
  const counter_low at{0x403};
  const fragment_ack_answer partial{at, message_status::partial, 0,
                                    bitmap_with({0, 1, 2, 5, 8, 259})};
  EXPECT_EQ(to_hex(encoded(partial, raw, query_of("fragment"))), to_hex(vector_of("ack.partial")));
  const fragment_ack_answer slow{at, message_status::slow_down, 7, {}};
  EXPECT_EQ(to_hex(encoded(slow, raw, query_of("fragment"))), to_hex(vector_of("ack.slow_down")));
  const auto sealed = counting(24 + 16 + 49);
  EXPECT_EQ(to_hex(encoded(reply_answer{sealed}, raw, query_of("fragment"))),
            to_hex(vector_of("reply")));
  const auto box = counting(16 + 5);
  EXPECT_EQ(to_hex(encoded(segment_answer{{943}, box}, raw, query_of("pull"))),
            to_hex(vector_of("segment")));
  const hello_answer hello{0xF0, 20};
  EXPECT_EQ(to_hex(encoded(hello, raw, query_of("hello"))), to_hex(vector_of("hello_answer")));
  EXPECT_EQ(to_hex(encoded(hello, answer_code::base64_512, query_of("hello"))),
            to_hex(vector_of("hello_answer.base64")));
}

// -- sizes ----------------------------------------------------------------------------------------

TEST(Answer, HasTheSizesOfTheProtocol) {
  // JSON of instructions in a REPLY: what its plaintext has beside the 49 octets of fixed fields.
  EXPECT_EQ(reply_plain_octets(answer_code::raw_512, name_octets_max) - 49, 119u);
  EXPECT_EQ(reply_plain_octets(answer_code::base64_512, name_octets_max) - 49, 64u);
  EXPECT_EQ(segment_octets(answer_code::raw_1232, zone()), 1111u);
  EXPECT_EQ(segment_octets(answer_code::raw_512, zone()), 394u);
  EXPECT_EQ((1024u * 1024 + 1110) / 1111, 944u);
  // A FRAGMENT_ACK fits behind every name, so a fragment is always acked.
  EXPECT_GE(answer_octets_max(answer_code::base64_512, name_octets_max),
            1 + 4 + 1 + 1 + fragment_bitmap::octets + short_mac::size);
}

/// The DNS message of the largest answer to a name of this length.
std::size_t packet_octets(answer_code code, std::size_t name_octets, std::size_t beyond) {
  bytes question(name_octets + question_tail_octets);
  dns_query query;
  query.question = question;
  query.edns.present = true;
  const auto fill = hello_fill_octets(code, name_octets) + beyond;
  const auto text = encoded(hello_answer{0, fill}, code, {});
  bytes out(2 * edns_payload_octets);
  return write_txt_answer(out, query, text, 15);
}

TEST(Answer, RoomIsExact) {
  for (std::uint8_t i = 0; i < answer_codes; ++i) {
    const auto code = static_cast<answer_code>(i);
    for (std::size_t name_octets = 17; name_octets <= name_octets_max; ++name_octets) {
      EXPECT_LE(packet_octets(code, name_octets, 0), packet_octets_max(code)) << name_octets;
      EXPECT_GT(packet_octets(code, name_octets, 1), packet_octets_max(code)) << name_octets;
    }
  }
}

// -- any answer -----------------------------------------------------------------------------------

TEST(Answer, ComesBackAndOnlyToItsQuery) {
  EXPECT_TRUE(rc::check("decode inverts encode", [] {
    const auto code = static_cast<answer_code>(*rc::gen::inRange(0, 4));
    const auto most = answer_octets_max(code, *rc::gen::inRange(17u, 256u)) - 9;
    short_mac query;
    std::ranges::copy(wire::drawn_octets(8), query.value.begin());
    const auto box = wire::drawn_octets(40, most - 3);
    console_answer value;
    switch (*rc::gen::inRange(0, 4)) {
      case 0: {
        fragment_ack_answer ack;
        ack.at = {*rc::gen::arbitrary<std::uint32_t>()};
        ack.status = static_cast<message_status>(*rc::gen::inRange(0, 4));
        if (ack.status == message_status::slow_down) ack.seconds = *rc::gen::arbitrary<uint8_t>();
        for (const auto octet : box) ack.received.set({octet});
        value = ack;
        break;
      }
      case 1:
        value = reply_answer{box};
        break;
      case 2:
        value = segment_answer{{*rc::gen::inRange(0u, 0xFFFFFFu)}, box};
        break;
      default:
        value = hello_answer{*rc::gen::arbitrary<std::uint8_t>(), most};
    }
    const auto text = encoded(value, code, query);
    auto received = text;
    const auto decoded = decode_answer(received, code, answer_key(), query);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->index() == value.index());
    RC_ASSERT(encoded(*decoded, code, query) == text);

    auto other = query;
    other.value[*rc::gen::inRange(0u, 8u)] ^= 1;
    received = text;
    RC_ASSERT(wire::error_in(decode_answer(received, code, answer_key(), other)) ==
              answer_error::wrong_mac);
  }));
}

TEST(Answer, NoChangedBitPasses) {
  const auto query = query_of("fragment");
  const auto text = vector_of("ack.partial");
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    auto changed = text;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1u << bit % 8);
    const auto decoded = decode_answer(changed, answer_code::raw_1232, answer_key(), query);
    EXPECT_EQ(wire::error_in(decoded), answer_error::wrong_mac) << bit;
  }
}

// -- refusals -------------------------------------------------------------------------------------

/// The error of an authentic content.
std::optional<answer_error> error_of(std::string_view hex) {
  const auto query = query_of("fragment");
  auto content = wire::unhex(hex);
  auto hashed = wire::copy_of(query.value);
  hashed.insert(hashed.end(), content.begin(), content.end());
  const auto mac = sip_hash(answer_key().view(), hashed);
  content.insert(content.end(), mac.value.begin(), mac.value.end());
  return wire::error_in(decode_answer(content, answer_code::raw_1232, answer_key(), query));
}

TEST(Answer, RefusesByName) {
  const std::string at = "00000403";
  const std::string bitmap(64, '0');
  EXPECT_EQ(error_of(""), answer_error::too_short);
  EXPECT_EQ(error_of("00"), answer_error::unknown_kind);
  EXPECT_EQ(error_of("05"), answer_error::unknown_kind);
  EXPECT_EQ(error_of("01" + at + "0000" + "0000" + bitmap + "00"), answer_error::bad_length);
  EXPECT_EQ(error_of("01" + at + "0000" + "0000" + bitmap.substr(2)), answer_error::bad_length);
  EXPECT_EQ(error_of("01" + at + "0400" + "0000" + bitmap), answer_error::unknown_status);
  EXPECT_EQ(error_of("01" + at + "0001" + "0000" + bitmap), answer_error::bad_seconds);
  EXPECT_EQ(error_of("01" + at + "0000" + "1001" + bitmap), answer_error::bad_bitmap);
  EXPECT_EQ(error_of("02" + std::string(78, '0')), answer_error::bad_length);
  EXPECT_EQ(error_of("03" + std::string(36, '0')), answer_error::bad_length);
  EXPECT_EQ(error_of("04 0506 08"), answer_error::bad_filling);

  bytes long_one(answer_text_octets_max + 1);
  EXPECT_EQ(wire::error_in(decode_answer(long_one, answer_code::raw_1232, answer_key(), {})),
            answer_error::too_long);
  auto raw = vector_of("ack.partial");
  EXPECT_EQ(wire::error_in(decode_answer(raw, answer_code::base64_512, answer_key(), {})),
            answer_error::not_base64);
}

}  // namespace
}  // namespace aviary
