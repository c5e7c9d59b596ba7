#include "messages/hash.hpp"

#include <gtest/gtest.h>

#include <string>

#include "messages/hex.hpp"
#include "messages/ids.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

// RFC 7693 appendix A.
TEST(Hash, AnswersTheRfc) {
  EXPECT_EQ(to_hex(blake2b<64>({}, {as_bytes("abc")})),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

// From Python's hashlib.blake2b(b"abc", digest_size=N, key=b"0123456789abcdef").
TEST(Hash, KnowsEveryLengthKeyedAndNot) {
  const auto key = as_bytes("0123456789abcdef");
  const auto abc = as_bytes("abc");
  EXPECT_EQ(to_hex(blake2b<8>({}, {abc})), "d8bb14d833d59559");
  EXPECT_EQ(to_hex(blake2b<16>({}, {abc})), "cf4ab791c62b8d2b2109c90275287816");
  EXPECT_EQ(to_hex(blake2b<32>({}, {abc})),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(to_hex(blake2b<8>(key, {abc})), "9b371fe244e76ac6");
  EXPECT_EQ(to_hex(blake2b<32>(key, {abc})),
            "66b4857d42c644c61fca8c0bcea243e0e75088582c7964bbac6b92c02381d9c7");
}

TEST(Hash, ALengthIsNoCutOfAnother) {
  const auto longer = blake2b<64>({}, {as_bytes("abc")});
  const auto shorter = blake2b<8>({}, {as_bytes("abc")});
  EXPECT_FALSE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

TEST(Hash, PartsArePutEndToEnd) {
  EXPECT_EQ(blake2b<16>({}, {as_bytes("ab"), {}, as_bytes("c")}),
            blake2b<16>({}, {as_bytes("abc")}));
  EXPECT_EQ(blake2b_as<incident_id>({as_bytes("abc")}).value, blake2b<16>({}, {as_bytes("abc")}));
}

TEST(Hash, IntegersAreBigEndian) {
  EXPECT_EQ(to_hex(big_endian(std::uint32_t{0x01020304})), "01020304");
  EXPECT_EQ(to_hex(big_endian(std::uint64_t{1})), "0000000000000001");
}

}  // namespace
}  // namespace aviary
