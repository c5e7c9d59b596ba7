#include "messages/sealed_message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/messages/sealed_samples.hpp"
#include "tests/messages/sealed_vectors.hpp"

namespace aviary {
namespace {

using samples::counting;

up_keys some_up_keys() {
  return derive_up_keys(counting<root_key>(1));
}
down_keys some_down_keys() {
  return derive_down_keys(counting<root_key>(1));
}

TEST(SealedMessage, AnswersTheVectors) {
  const auto root = samples::root_of_the_vectors();
  const auto plain = samples::input_octets("plain");
  EXPECT_EQ(to_hex(seal_up(derive_up_keys(root), {samples::input_number("counter")}, plain)),
            samples::answer("sealed_up"));
  EXPECT_EQ(to_hex(seal_down(derive_down_keys(root), samples::input_as<box_nonce>("nonce"), plain)),
            samples::answer("sealed_down"));
}

TEST(SealedMessage, OpensWhatWasSealedEitherWay) {
  const auto up = some_up_keys();
  const auto down = some_down_keys();
  EXPECT_TRUE(rc::check("open(seal(x)) == x", [&] {
    const counter at{*rc::gen::arbitrary<std::uint64_t>()};
    const auto plain = samples::any_octets();
    bytes opened{1, 2, 3};
    const auto sealed = seal_up(up, at, plain);
    RC_ASSERT(sealed.size() == plain.size() + sealed_overhead_octets);
    RC_ASSERT(open_up(up, at, sealed, opened).has_value());
    RC_ASSERT(opened == plain);

    const auto answer = seal_down(down, samples::any_fixed<box_nonce>(), plain);
    RC_ASSERT(answer.size() == plain.size() + sealed_down_overhead_octets);
    RC_ASSERT(open_down(down, answer, opened).has_value());
    RC_ASSERT(opened == plain);
  }));
}

TEST(SealedMessage, EveryPrefixAndEveryFlippedBitIsRefused) {
  const auto keys = some_up_keys();
  const auto sealed = seal_up(keys, {5}, as_bytes("a touch is news"));
  bytes opened;
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(open_up(keys, {5}, byte_view(sealed).first(size), opened)) << size;
    EXPECT_TRUE(opened.empty());
  }
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto altered = sealed;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(open_up(keys, {5}, altered, opened)) << bit;
    EXPECT_TRUE(opened.empty());
  }
}

TEST(SealedMessage, AnotherCounterIsRefused) {
  const auto keys = some_up_keys();
  bytes opened;
  const auto read = open_up(keys, {6}, seal_up(keys, {5}, as_bytes("x")), opened);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), open_error::not_ours);
}

// A cloned or rolled-back disk uses a counter twice: then the nonces must differ.
TEST(SealedMessage, OneCounterAndTwoPlaintextsGiveTwoNonces) {
  const auto keys = some_up_keys();
  const auto one = seal_up(keys, {5}, as_bytes("heartbeat"));
  const auto two = seal_up(keys, {5}, as_bytes("report..."));
  EXPECT_NE(tail_of(one), tail_of(two));
  EXPECT_EQ(one, seal_up(keys, {5}, as_bytes("heartbeat")));
}

// Whoever holds K_up but breaks the rule of the tail could repeat a nonce; the console sees it.
TEST(SealedMessage, ATailOfTheSealersChoiceIsRefused) {
  const auto keys = some_up_keys();
  const auto plain = samples::to_bytes("a touch is news");
  const counter at{5};
  bytes sealed(message_tail::size, 0x11);
  box_nonce nonce;
  nonce.value[7] = 5;
  std::fill_n(nonce.value.begin() + 8, message_tail::size, 0x11);
  sealed.resize(sealed_overhead_octets + plain.size());
  seal_box(keys.box.view(), nonce, plain, std::span(sealed).subspan(message_tail::size));

  bytes opened;
  const auto read = open_up(keys, at, sealed, opened);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), open_error::wrong_tail);
  EXPECT_TRUE(opened.empty());
}

// A bird that gets its own message back, as if the console had sent it, must not open it.
TEST(SealedMessage, AReflectedMessageIsRefused) {
  const auto sealed = seal_up(some_up_keys(), {5}, bytes(200, 0x41));
  bytes opened;
  EXPECT_FALSE(open_down(some_down_keys(), sealed, opened));
  const auto answer = seal_down(some_down_keys(), counting<box_nonce>(0), bytes(200, 0x41));
  EXPECT_FALSE(open_up(some_up_keys(), {5}, answer, opened));
}

TEST(SealedMessage, TheTailIsHalfOfTheName) {
  const auto sealed = seal_up(some_up_keys(), {5}, as_bytes("x"));
  EXPECT_TRUE(std::equal(sealed.begin(), sealed.begin() + 8, tail_of(sealed).value.begin()));
  EXPECT_EQ(tail_of(byte_view(sealed).first(7)), message_tail{});
}

TEST(SealedMessage, TooShortIsSaid) {
  bytes opened;
  const auto up = open_up(some_up_keys(), {5}, bytes(sealed_overhead_octets - 1), opened);
  const auto down = open_down(some_down_keys(), bytes(sealed_down_overhead_octets - 1), opened);
  ASSERT_FALSE(up);
  ASSERT_FALSE(down);
  EXPECT_EQ(up.error(), open_error::too_short);
  EXPECT_EQ(down.error(), open_error::too_short);
}

}  // namespace
}  // namespace aviary
