#include "messages/qname.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::copy_of;
using wire::zone;

dns_name name_of(std::string_view text) {
  // Labels of a carrier are letters and digits: a host name.
  return *dns_name::parse(text);
}

std::optional<qname_error> error_of(std::string_view text) {
  return wire::error_in(unpack_name(name_of(text).wire(), zone()));
}

TEST(Qname, ControlCharactersAreLetters) {
  std::string characters;
  for (std::uint8_t value = 0; value < 32; ++value) {
    const auto control = name_control::of(value);
    EXPECT_EQ(control.value(), value);
    if (control.version == protocol_version)
      characters += static_cast<char>(base32_character(value));
  }
  EXPECT_EQ(characters, "ijklmnop");
}

TEST(Qname, FillsLabelsFromTheZoneSide) {
  const bytes payload(40, 0);  // 64 characters of Base32, 65 with the control character
  const auto name = pack_name({}, payload, zone());
  EXPECT_EQ(name.text(), "aa.i" + std::string(62, 'a') + ".c.example.net");
  EXPECT_EQ(pack_name({}, {}, zone()).text(), "i.c.example.net");
}

TEST(Qname, HasTheSizesOfTheProtocol) {
  const auto octets = zone().wire().size();
  EXPECT_EQ(octets, 15u);
  EXPECT_EQ(name_payload_octets(octets, name_octets_max), 146u);
  EXPECT_EQ(pack_name({}, bytes(146), zone()).wire().size(), 254u);
  EXPECT_EQ(name_payload_octets_max, 154u);
  EXPECT_EQ(pack_name({}, bytes(154), zone("a")).wire().size(), 255u);
}

TEST(Qname, UnpacksWhatWasPackedInAnyCase) {
  EXPECT_TRUE(rc::check("unpack inverts pack", [] {
    const auto at = zone(
        *rc::gen::element<std::string>("c.example.net", "a", "abcdefghijklmnopqrstuvwxy.test"));
    const auto most = name_payload_octets(at.wire().size(), name_octets_max);
    const auto payload = wire::drawn_octets(0, most);
    const name_control control{protocol_version,
                               *rc::gen::element(minimisation::nodata, minimisation::nxdomain),
                               static_cast<request_type>(*rc::gen::inRange(0, 4))};
    const auto name = pack_name(control, payload, at);
    RC_ASSERT(read_plain_name(name.wire()).has_value());
    const auto mixed = wire::mixed_case(name.wire());
    const auto unpacked = unpack_name(mixed, at);
    RC_ASSERT(unpacked.has_value());
    RC_ASSERT(unpacked->control == control);
    RC_ASSERT(copy_of(unpacked->payload()) == payload);
    RC_ASSERT(control_of(mixed, at) == control);
  }));
}

TEST(Qname, RefusesByName) {
  const std::string full(62, 'a');
  EXPECT_EQ(error_of("example.net"), qname_error::outside_zone);
  EXPECT_EQ(error_of("iaa.d.example.net"), qname_error::outside_zone);
  EXPECT_EQ(error_of("c.example.net"), qname_error::apex);
  EXPECT_EQ(error_of("aa.ia.c.example.net"), qname_error::labels_not_full);
  // Labels of 12 and 50, which is the character 2, stand where one of 63 may.
  EXPECT_EQ(error_of("aa.i" + std::string(11, 'a') + "." + std::string(50, 'a') + ".c.example.net"),
            qname_error::labels_not_full);
  EXPECT_EQ(error_of("aa.aa.i" + full + ".c.example.net"), qname_error::labels_not_full);
}

TEST(Qname, RefusesWhatAnotherSpellingSays) {
  const std::string full(62, 'a');
  EXPECT_TRUE(unpack_name(name_of("aa.i" + full + ".c.example.net").wire(), zone()).has_value());
  EXPECT_EQ(error_of("i" + full + ".aa.c.example.net"), qname_error::labels_not_full);
  EXPECT_EQ(error_of("aaa.c.example.net"), qname_error::unknown_version);
  EXPECT_EQ(error_of("qaa.c.example.net"), qname_error::unknown_version);
  EXPECT_EQ(error_of("0aa.c.example.net"), qname_error::bad_character);
  EXPECT_EQ(error_of("ia0.c.example.net"), qname_error::bad_character);
  EXPECT_EQ(error_of("i-a.c.example.net"), qname_error::bad_character);
  EXPECT_EQ(error_of("ia.c.example.net"), qname_error::bad_length);
  EXPECT_EQ(error_of("iab.c.example.net"), qname_error::spare_bits_set);
}

TEST(Qname, KnowsTheModeFromAMinimisedName) {
  const auto control = [](std::string_view text) {
    return control_of(name_of(text).wire(), zone());
  };
  const auto quiet = name_control{protocol_version, minimisation::nodata, request_type::fragment};
  const auto nx = name_control{protocol_version, minimisation::nxdomain, request_type::fragment};
  EXPECT_EQ(control("j0000.c.example.net"), quiet);
  EXPECT_EQ(control("n.c.example.net"), nx);
  EXPECT_EQ(control("x.y.naa.c.example.net"), nx);
  EXPECT_EQ(control("c.example.net"), std::nullopt);
  EXPECT_EQ(control("n.d.example.net"), std::nullopt);
  EXPECT_EQ(control("www.c.example.net"), std::nullopt);
  EXPECT_EQ(control("9.c.example.net"), std::nullopt);
}

}  // namespace
}  // namespace aviary
