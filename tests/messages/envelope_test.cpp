#include "messages/envelope.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/report_id.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

using samples::counting;

constexpr std::size_t one_shot_room = 113;

heartbeat_head some_heartbeat() {
  return {counting<life_token>(1), {9, counting<report_hash>(0x11)}};
}

report_head some_report() {
  return {{{{7}, 0x5eed1234}, {42}, counting<report_hash>(0x21)}, 60};
}

envelope any_envelope() {
  envelope message;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      message.head =
          heartbeat_head{samples::any_fixed<life_token>(),
                         {*rc::gen::arbitrary<std::uint32_t>(), samples::any_fixed<report_hash>()}};
      break;
    case 1: {
      report_head head{
          {{{*rc::gen::arbitrary<std::uint32_t>()}, *rc::gen::arbitrary<std::uint32_t>()},
           {*rc::gen::arbitrary<std::uint32_t>()},
           samples::any_fixed<report_hash>()},
          std::nullopt};
      if (*rc::gen::arbitrary<bool>()) head.age_seconds = *rc::gen::inRange(0u, 0xFFFFFFFFu);
      message.head = head;
      break;
    }
    case 2:
      message.head = instruction_result_head{};
      break;
    default:
      message.head = upload_head{};
      break;
  }
  message.body = *rc::gen::oneOf(rc::gen::arbitrary<bytes>(),
                                 rc::gen::map(rc::gen::inRange<std::size_t>(0, 3'000),
                                              [](auto size) { return bytes(size, 'a'); }));
  return message;
}

TEST(Envelope, HasTheLayoutOfTheProtocol) {
  EXPECT_EQ(to_hex(encode({some_heartbeat(), {'[', ']'}}, one_shot_room)),
            "01"
            "0102030405060708"
            "00000009"
            "1112131415161718"
            "5b5d");
  EXPECT_EQ(to_hex(encode({some_report(), {'{', '}'}}, one_shot_room)),
            "02"
            "00000007"
            "5eed1234"
            "0000002a"
            "2122232425262728"
            "0000003c"
            "7b7d");
  EXPECT_EQ(to_hex(encode({instruction_result_head{}, {'{', '}'}}, one_shot_room)),
            "03"
            "7b7d");
  EXPECT_EQ(to_hex(encode({upload_head{}, {}}, one_shot_room)), "04");
}

TEST(Envelope, AnUnknownAgeIsAllOnes) {
  auto head = some_report();
  head.age_seconds.reset();
  const auto plain = encode({head, {}}, one_shot_room);
  EXPECT_EQ(to_hex(byte_view(plain).last(4)), "ffffffff");
  EXPECT_EQ(std::get<report_head>(decode_envelope(plain)->head).age_seconds, std::nullopt);
}

TEST(Envelope, DecodesWhatItEncoded) {
  EXPECT_TRUE(rc::check("decode(encode(x)) == x", [] {
    const auto message = any_envelope();
    const auto room = *rc::gen::inRange<std::size_t>(0, 200);
    const auto back = decode_envelope(encode(message, room));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == message);
    RC_ASSERT(back->kind() == message.kind());
  }));
}

TEST(Envelope, StoresWhatFitsAndWhatWouldNotShrink) {
  const bytes repetitive(100, 'a');
  EXPECT_EQ(encode({upload_head{}, repetitive}, 101).front(), 4) << "fits: not worth the CPU";
  const auto shrunk = encode({upload_head{}, repetitive}, 100);
  EXPECT_EQ(shrunk.front(), 0x84);
  EXPECT_LT(shrunk.size(), 30u);
  const auto incompressible = samples::to_bytes("x8Kq");
  EXPECT_EQ(encode({upload_head{}, incompressible}, 0).front(), 4) << "would not shrink";
}

TEST(Envelope, EveryPrefixOfAHeadIsRefused) {
  for (const auto& plain :
       {encode({some_heartbeat(), {}}, one_shot_room), encode({some_report(), {}}, one_shot_room)})
    for (std::size_t size = 0; size < plain.size(); ++size) {
      const auto read = decode_envelope(byte_view(plain).first(size));
      ASSERT_FALSE(read) << size;
      EXPECT_EQ(read.error(), size == 0 ? envelope_error::empty : envelope_error::cut_short);
    }
}

TEST(Envelope, ErrorsHaveNames) {
  for (std::uint8_t kind : std::initializer_list<std::uint8_t>{0x00, 0x05, 0x7f, 0x80, 0xff})
    EXPECT_EQ(decode_envelope(bytes(1, kind)).error(), envelope_error::unknown_kind) << int{kind};
  EXPECT_EQ(decode_envelope(bytes{0x84, 0x00}).error(), envelope_error::body_not_brotli);
  EXPECT_EQ(decode_envelope(bytes{0x84}).error(), envelope_error::body_not_brotli);

  bytes largest(1 + body_octets_max, 'a');
  largest.front() = 4;
  EXPECT_TRUE(decode_envelope(largest));
  largest.push_back('a');
  EXPECT_EQ(decode_envelope(largest).error(), envelope_error::body_too_large);

  bytes bomb{0x84};
  const auto stream = compress(bytes(body_octets_max + 1, 'a'));
  bomb.insert(bomb.end(), stream.begin(), stream.end());
  EXPECT_EQ(decode_envelope(bomb).error(), envelope_error::body_too_large);
  EXPECT_FALSE(describe(envelope_error::body_too_large).empty());
}

TEST(Envelope, AnyOctetsAreReadOrRefused) {
  EXPECT_TRUE(rc::check("decode never fails to answer, and re-encodes to an equal value", [] {
    const auto read = decode_envelope(samples::any_octets());
    if (read) RC_ASSERT(samples::must(decode_envelope(encode(*read, 0))) == *read);
  }));
}

}  // namespace
}  // namespace aviary
