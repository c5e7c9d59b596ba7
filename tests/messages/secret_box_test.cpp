#include "messages/secret_box.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sodium.h>

#include "messages/key_schedule.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

using samples::counting;

bytes sealed(const up_key& key, const box_nonce& nonce, byte_view plain) {
  bytes box(plain.size() + secret_box_mac_octets);
  seal_box(key.view(), nonce, plain, box);
  return box;
}

TEST(SecretBox, OpensWhatItSealed) {
  EXPECT_TRUE(rc::check("open(seal(x)) == x", [] {
    const auto key = counting<up_key>(*rc::gen::arbitrary<std::uint8_t>());
    const auto nonce = samples::any_fixed<box_nonce>();
    const auto plain = samples::any_octets();
    const auto box = sealed(key, nonce, plain);
    bytes opened(plain.size());
    RC_ASSERT(open_box(key.view(), nonce, box, opened));
    RC_ASSERT(opened == plain);
  }));
}

// The protocol calls the construction crypto_secretbox and the keys come from crypto_box_beforenm:
// crypto_box's own second half must write the same octets.
TEST(SecretBox, IsTheSecondHalfOfCryptoBox) {
  EXPECT_TRUE(rc::check("crypto_box_easy_afternm agrees", [] {
    const auto key = counting<up_key>(*rc::gen::arbitrary<std::uint8_t>());
    const auto nonce = samples::any_fixed<box_nonce>();
    const auto plain = samples::any_octets();
    bytes other(plain.size() + crypto_box_MACBYTES);
    crypto_box_easy_afternm(other.data(), plain.data(), plain.size(), nonce.value.data(),
                            key.view().data());
    RC_ASSERT(sealed(key, nonce, plain) == other);
  }));
}

TEST(SecretBox, OneFlippedBitAnywhereIsRefused) {
  const auto key = counting<up_key>(1);
  const auto nonce = counting<box_nonce>(2);
  const auto box = sealed(key, nonce, as_bytes("a touch is news"));
  for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
    auto altered = box;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    bytes opened(box.size() - secret_box_mac_octets, 0xEE);
    EXPECT_FALSE(open_box(key.view(), nonce, altered, opened)) << bit;
    EXPECT_EQ(opened, bytes(opened.size(), 0xEE)) << "nothing is written";
  }
}

TEST(SecretBox, AnotherKeyNonceOrLengthIsRefused) {
  const auto key = counting<up_key>(1);
  const auto nonce = counting<box_nonce>(2);
  const auto box = sealed(key, nonce, as_bytes("a touch is news"));
  bytes opened(box.size() - secret_box_mac_octets);
  EXPECT_FALSE(open_box(counting<up_key>(3).view(), nonce, box, opened));
  EXPECT_FALSE(open_box(key.view(), counting<box_nonce>(3), box, opened));
  for (std::size_t size = 0; size < box.size(); ++size) {
    bytes shorter(size < secret_box_mac_octets ? 0 : size - secret_box_mac_octets);
    EXPECT_FALSE(open_box(key.view(), nonce, byte_view(box).first(size), shorter)) << size;
  }
}

TEST(SecretBox, SealsAndOpensInPlace) {
  const auto key = counting<up_key>(1);
  const auto nonce = counting<box_nonce>(2);
  const auto plain = samples::to_bytes("a touch is news");
  bytes buffer = plain;
  buffer.resize(plain.size() + secret_box_mac_octets);
  seal_box(key.view(), nonce, byte_view(buffer).first(plain.size()), buffer);
  EXPECT_EQ(buffer, sealed(key, nonce, plain));
  EXPECT_TRUE(open_box(key.view(), nonce, buffer, std::span(buffer).first(plain.size())));
  buffer.resize(plain.size());
  EXPECT_EQ(buffer, plain);
}

}  // namespace
}  // namespace aviary
