#include "messages/base32.hpp"

#include <gtest/gtest.h>

#include "messages/dns_name.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

std::string encoded(byte_view octets) {
  std::string text(base32_characters(octets.size()), '?');
  base32_encode(octets, reinterpret_cast<std::uint8_t*>(text.data()));
  return text;
}

result<std::string, base32_error> decoded(std::string_view text) {
  std::string octets(base32_octets(text.size()), '?');
  const auto done = base32_decode(as_bytes(text), reinterpret_cast<std::uint8_t*>(octets.data()));
  if (!done) return done.error();
  return octets;
}

TEST(Base32, HasTheAnswersOfRfc4648Section10) {
  const std::pair<std::string_view, std::string_view> answers[] = {{"", ""},
                                                                   {"f", "my"},
                                                                   {"fo", "mzxq"},
                                                                   {"foo", "mzxw6"},
                                                                   {"foob", "mzxw6yq"},
                                                                   {"fooba", "mzxw6ytb"},
                                                                   {"foobar", "mzxw6ytboi"}};
  for (const auto& [octets, text] : answers) {
    EXPECT_EQ(encoded(as_bytes(octets)), text);
    EXPECT_EQ(*decoded(text), octets);
  }
}

TEST(Base32, ReadsEitherCase) {
  EXPECT_EQ(*decoded("MzXW6ytBoI"), "foobar");
}

TEST(Base32, RefusesByName) {
  EXPECT_EQ(wire::error_in(decoded("a")), base32_error::bad_length);
  EXPECT_EQ(wire::error_in(decoded("abc")), base32_error::bad_length);
  EXPECT_EQ(wire::error_in(decoded("abcdef")), base32_error::bad_length);
  EXPECT_EQ(wire::error_in(decoded("m0")), base32_error::bad_character);
  EXPECT_EQ(wire::error_in(decoded("mzxw6yt1")), base32_error::bad_character);
  EXPECT_EQ(wire::error_in(decoded("my======")), base32_error::bad_character);
  EXPECT_EQ(wire::error_in(decoded("mz")), base32_error::spare_bits_set);
  EXPECT_EQ(wire::error_in(decoded("mzxr")), base32_error::spare_bits_set);
}

TEST(Base32, OneCharacterAtATimeIsTheSameAlphabet) {
  for (int octet = 0; octet < 256; ++octet) {
    const auto character = static_cast<std::uint8_t>(octet);
    const auto value = base32_value(character);
    if (value == 0xFF) continue;
    ASSERT_LT(value, 32);
    EXPECT_EQ(base32_character(value), lower_case(character));
  }
  EXPECT_EQ(base32_character(0), 'a');
  EXPECT_EQ(base32_character(31), '7');
}

TEST(Base32, EveryOctetStringHasOneSpelling) {
  EXPECT_TRUE(rc::check("decode inverts encode, and encode decode", [] {
    const auto octets = wire::drawn_octets(0, 160);
    const auto text = encoded(octets);
    RC_ASSERT(*decoded(text) == as_text(octets));
    // Any other last character is refused or means other octets.
    auto other = text;
    if (other.empty()) return;
    other.back() = static_cast<char>(base32_character(*rc::gen::inRange<std::uint8_t>(0, 32)));
    const auto read = decoded(other);
    RC_ASSERT((read.has_value() && *read == as_text(octets)) == (other == text));
  }));
}

}  // namespace
}  // namespace aviary
