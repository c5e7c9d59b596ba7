#include "messages/zone_name.hpp"

#include <gtest/gtest.h>

#include "messages/dns_name.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::unhex;
using wire::zone;

TEST(ZoneName, IsLowerCaseWireForm) {
  EXPECT_EQ(to_hex(zone("C.Example.NET.").wire()), "0163076578616d706c65036e657400");
  EXPECT_EQ(zone("C.Example.NET.").text(), "c.example.net");
  EXPECT_EQ(zone("c.example.net"), zone("C.EXAMPLE.NET."));
  EXPECT_NE(zone("c.example.net"), zone("d.example.net"));
}

TEST(ZoneName, SaysWhatToWriteInstead) {
  EXPECT_TRUE(zone_name::parse(std::string(30, 'a')).has_value());
  const auto long_one = zone_name::parse("telemetry.birds.dublin.example.net").error();
  EXPECT_EQ(long_one.what,
            "the zone \"telemetry.birds.dublin.example.net\" takes 36 octets of every query, 32 at "
            "most");
  EXPECT_NE(long_one.hint.find("30 characters or fewer"), std::string::npos);
  const auto empty = zone_name::parse("").error();
  EXPECT_EQ(empty.what, "the zone: an empty name");
}

TEST(ZoneName, KnowsWhatLiesInIt) {
  const auto below = [](std::string_view hex) { return zone().octets_below(unhex(hex)); };
  EXPECT_EQ(below("0163076578616d706c65036e657400"), 0u);
  EXPECT_EQ(below("0143074558414d504c45034e455400"), 0u);
  EXPECT_EQ(below("02616201610163076578616d706c65036e657400"), 5u);
  EXPECT_EQ(below("076578616d706c65036e657400"), std::nullopt);
  EXPECT_EQ(below("0164076578616d706c65036e657400"), std::nullopt);
  EXPECT_EQ(below("00"), std::nullopt);
  // The same octets at the end, but within a label: 0x01 'c' as text.
  EXPECT_EQ(below("05610163616107 6578616d706c65036e657400"), std::nullopt);
  EXPECT_EQ(below("0461620163 076578616d706c65036e657400"), std::nullopt);
}

TEST(ZoneName, KnowsItsChildren) {
  const auto child = [](std::string_view text) {
    const auto name = *dns_name::parse(text);
    return std::string(as_text(zone().child_label(name.wire())));
  };
  EXPECT_EQ(child("abc.c.example.net"), "abc");
  EXPECT_EQ(child("x.yy.abc.c.example.net"), "abc");
  EXPECT_EQ(child("c.example.net"), "");
  EXPECT_EQ(child("abc.d.example.net"), "");
  EXPECT_EQ(child("net"), "");
}

TEST(ZoneName, LeavesRoomForCharacters) {
  static_assert(name_characters(15, 255) == 236);
  static_assert(name_characters(15, 15) == 0 && name_characters(15, 16) == 0);
  static_assert(name_characters(15, 17) == 1 && name_characters(15, 79) == 63);
  static_assert(name_characters(15, 80) == 63 && name_characters(15, 81) == 64);
  static_assert(name_characters(32, 255) == 219);
}

}  // namespace
}  // namespace aviary
