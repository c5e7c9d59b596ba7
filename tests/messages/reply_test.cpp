#include "messages/reply.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;
using samples::counting;

reply some_reply() {
  return {.re = {{0x0102030405060708}, counting<message_tail>(0x11)},
          .stale_token = true,
          .more_waiting = true,
          .hash = counting<report_hash>(0x21),
          .token = counting<life_token>(0x31),
          .console_time = wall_time{0x0000019c1234abcdms},
          .highest = {9}};
}

reply any_reply() {
  const auto flag = [] { return *rc::gen::arbitrary<bool>(); };
  reply message{.re = {{*rc::gen::arbitrary<std::uint64_t>()}, samples::any_fixed<message_tail>()},
                .stale_token = flag(),
                .unparsable = flag(),
                .more_waiting = flag(),
                .hash = samples::any_fixed<report_hash>(),
                .token = samples::any_fixed<life_token>(),
                .console_time = wall_time{std::chrono::milliseconds{
                    *rc::gen::inRange<std::int64_t>(0, reply_time_max + 1)}},
                .highest = {*rc::gen::arbitrary<std::uint64_t>()}};
  if (flag()) {
    message.reconcile = {samples::any_fixed<console_run>(),
                         {*rc::gen::arbitrary<std::uint32_t>(), samples::any_fixed<report_hash>()}};
  } else if (flag()) {
    message.instructions = {{{"id", *rc::gen::arbitrary<std::uint32_t>()}, {"do", "restart"}}, "x"};
  }
  return message;
}

reply_error error_of(byte_view plain) {
  const auto read = decode_reply(plain);
  EXPECT_FALSE(read);
  return read ? reply_error{-1} : read.error();
}

TEST(Reply, HasTheLayoutOfTheProtocol) {
  auto message = some_reply();
  const std::string head =
      "0102030405060708"
      "1112131415161718"
      "09"
      "2122232425262728"
      "3132333435363738"
      "0000019c1234abcd"
      "0000000000000009";
  EXPECT_EQ(to_hex(encode(message)), head);
  EXPECT_EQ(encode(message).size(), reply_octets_min);

  message.instructions = {1};
  EXPECT_EQ(to_hex(encode(message)), head + to_hex(as_bytes("[1]")));
}

TEST(Reply, AReconcileStandsBehindTheHead) {
  auto message = some_reply();
  message.reconcile = {counting<console_run>(0x41), {5, counting<report_hash>(0x61)}};
  const auto plain = encode(message);
  EXPECT_EQ(plain.size(), reply_octets_min + reconcile_octets);
  EXPECT_EQ(plain[16], 1 + 4 + 8);
  EXPECT_EQ(to_hex(byte_view(plain).last(reconcile_octets)),
            "4142434445464748494a4b4c4d4e4f50"
            "00000005"
            "6162636465666768");
}

TEST(Reply, AClockThatIsFarOffSaysTheNearestTimeThereIs) {
  auto message = some_reply();
  message.console_time = wall_time::max();
  EXPECT_EQ(decode_reply(encode(message))->console_time.time_since_epoch().count(), reply_time_max);
  message.console_time = wall_time::min();
  EXPECT_EQ(decode_reply(encode(message))->console_time, wall_time{});
}

TEST(Reply, DecodesWhatItEncoded) {
  EXPECT_TRUE(rc::check("decode(encode(x)) == x", [] {
    const auto message = any_reply();
    const auto back = decode_reply(encode(message));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == message);
  }));
}

TEST(Reply, EveryPrefixOfTheHeadIsRefused) {
  auto message = some_reply();
  message.reconcile.emplace();
  const auto plain = encode(message);
  for (std::size_t size = 0; size < plain.size(); ++size)
    EXPECT_EQ(error_of(byte_view(plain).first(size)), reply_error::cut_short) << size;
}

TEST(Reply, ErrorsHaveNames) {
  const auto with = [](std::uint8_t flags, std::string_view rest) {
    auto plain = encode(some_reply());
    plain[16] = flags;
    plain.insert(plain.end(), rest.begin(), rest.end());
    return plain;
  };
  EXPECT_EQ(error_of(with(0x10, "")), reply_error::unknown_flag);
  EXPECT_EQ(error_of(with(0x80, "")), reply_error::unknown_flag);
  EXPECT_EQ(error_of(with(0, "[")), reply_error::not_json);
  EXPECT_EQ(error_of(with(0, "{}")), reply_error::not_an_array);
  EXPECT_EQ(error_of(with(4, std::string(reconcile_octets, 'x') + "[1]")),
            reply_error::instructions_beside_reconcile);
  auto late = encode(some_reply());
  late[33] = 0x7f;  // of the time
  EXPECT_EQ(error_of(late), reply_error::time_out_of_range);
  EXPECT_FALSE(describe(reply_error::not_json).empty());
}

}  // namespace
}  // namespace aviary
