#include "messages/base64.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

std::string encoded(byte_view octets) {
  std::string text(base64_characters(octets.size()), '?');
  base64_encode(octets, reinterpret_cast<std::uint8_t*>(text.data()));
  return text;
}

/// In place, as the bird decodes an answer.
result<std::string, base64_error> decoded(std::string text) {
  const auto room = reinterpret_cast<std::uint8_t*>(text.data());
  const auto done = base64_decode(as_bytes(text), room);
  if (!done) return done.error();
  text.resize(base64_octets(text.size()));
  return text;
}

TEST(Base64, HasTheAnswersOfRfc4648Section10) {
  const std::pair<std::string_view, std::string_view> answers[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "+/8"}};
  for (const auto& [octets, text] : answers) {
    EXPECT_EQ(encoded(as_bytes(octets)), text);
    EXPECT_EQ(*decoded(std::string(text)), octets);
  }
}

TEST(Base64, RefusesByName) {
  EXPECT_EQ(wire::error_in(decoded("Z")), base64_error::bad_length);
  EXPECT_EQ(wire::error_in(decoded("Zm9vY")), base64_error::bad_length);
  EXPECT_EQ(wire::error_in(decoded("Zg==")), base64_error::bad_character);
  EXPECT_EQ(wire::error_in(decoded("Zm-v")), base64_error::bad_character);
  EXPECT_EQ(wire::error_in(decoded("Zh")), base64_error::spare_bits_set);
  EXPECT_EQ(wire::error_in(decoded("Zm9")), base64_error::spare_bits_set);
}

TEST(Base64, EveryOctetStringHasOneSpelling) {
  EXPECT_TRUE(rc::check("decode inverts encode", [] {
    const auto octets = wire::drawn_octets(0, 1232);
    RC_ASSERT(*decoded(encoded(octets)) == as_text(octets));
  }));
}

}  // namespace
}  // namespace aviary
