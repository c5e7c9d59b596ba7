#include "messages/dns_name.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::copy_of;
using wire::unhex;

TEST(DnsName, ReadsHostNames) {
  const auto name = dns_name::parse("NS.c.Example.net.");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(to_hex(name->wire()), "026e730163076578616d706c65036e657400");
  EXPECT_EQ(name->text(), "ns.c.example.net");
  EXPECT_EQ(dns_name().text(), ".");
}

TEST(DnsName, SaysWhatToWriteInstead) {
  const auto hint = [](std::string_view text) { return dns_name::parse(text).error().hint; };
  EXPECT_EQ(hint(""), "write a host name, for instance ns.example.net");
  EXPECT_EQ(hint("."), "write a host name, for instance ns.example.net");
  EXPECT_EQ(hint("a..b"), "write one dot between labels, as in c.example.net");
  EXPECT_EQ(hint(".a"), "write one dot between labels, as in c.example.net");
  EXPECT_EQ(hint("a.-b"), "keep hyphens inside labels, as in my-zone.example.net");
  EXPECT_EQ(hint("b\xC3\xBC.net"), "write an international name in its xn-- form");
  EXPECT_EQ(hint("a_b.net"), "use letters, digits, hyphens and dots only");
  EXPECT_EQ(hint(std::string(64, 'a') + ".net"), "shorten it to 63 or fewer");
  EXPECT_EQ(hint(std::string(254, 'a')), "shorten it to 253 or fewer");
  const auto label = std::string(63, 'a');
  EXPECT_TRUE(dns_name::parse(label + "." + label + "." + label + "." + std::string(61, 'b')));
  EXPECT_FALSE(dns_name::parse(label + "." + label + "." + label + "." + std::string(62, 'b')));
}

TEST(DnsName, ShowsOddOctetsAsNumbers) {
  EXPECT_EQ(name_text(unhex("05612e5c20ff00")), "a\\.\\\\\\032\\255");
}

TEST(DnsName, IsComparedCaseBlindForLettersOnly) {
  EXPECT_TRUE(same_name(unhex("014100"), unhex("016100")));
  EXPECT_FALSE(same_name(unhex("014000"), unhex("016000")));  // @ and `
  EXPECT_FALSE(same_name(unhex("015b00"), unhex("017b00")));  // [ and {
  EXPECT_FALSE(same_name(unhex("016100"), unhex("01610161")));
}

// -- names in packets -----------------------------------------------------------------------------

TEST(DnsName, LowersTheCaseOfLettersOnly) {
  // Every octet at every place of a word, and in the rest that fills none.
  for (std::size_t before = 0; before < 11; ++before)
    for (unsigned octet = 0; octet < 256; ++octet) {
      bytes name(11, 'X');
      name[before] = static_cast<std::uint8_t>(octet);
      bytes lowered(name.size());
      EXPECT_EQ(put_lower_case(name, lowered.data()), lowered.data() + lowered.size());
      bytes expected(11, 'x');
      expected[before] = lower_case(name[before]);
      EXPECT_EQ(lowered, expected) << octet << " at " << before;
    }
}

TEST(DnsName, PlainNamesEndWithinTheirPacketAndHaveNoPointers) {
  const auto error = [](std::string_view hex) {
    return wire::error_in(read_plain_name(unhex(hex)));
  };
  const auto rest_behind = unhex("01610000ff");
  EXPECT_EQ(read_plain_name(rest_behind)->size(), 3u);
  EXPECT_EQ(error(""), name_error::cut_short);
  EXPECT_EQ(error("0161"), name_error::cut_short);
  EXPECT_EQ(error("026100"), name_error::cut_short);
  EXPECT_EQ(error("c00c"), name_error::compressed);
  EXPECT_EQ(error("0161c00c"), name_error::compressed);
  EXPECT_EQ(error("4161"), name_error::bad_label_type);
  EXPECT_EQ(error("8061"), name_error::bad_label_type);
}

TEST(DnsName, MayHave255Octets) {
  bytes name;
  for (int i = 0; i < 127; ++i) name.insert(name.end(), {1, 'a'});
  name.push_back(0);
  EXPECT_EQ(read_plain_name(name)->size(), 255u);
  EXPECT_EQ(read_name(name, 0)->end, 255u);
  name.insert(name.begin(), {1, 'a'});
  EXPECT_EQ(wire::error_in(read_plain_name(name)), name_error::too_long);
  EXPECT_EQ(wire::error_in(read_name(name, 0)), name_error::too_long);
}

TEST(DnsName, FollowsPointersBack) {
  //                     0       2     5       8           12
  const auto packet = unhex("ffff 016100 0162c002 0163c005 00");
  const auto name = read_name(packet, 9);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->name.text(), "c.b.a");
  EXPECT_EQ(name->end, 13u);
}

TEST(DnsName, RefusesPointersThatDoNotLeadBack) {
  const auto error = [](std::string_view hex, std::size_t at) {
    return wire::error_in(read_name(unhex(hex), at));
  };
  EXPECT_EQ(error("c000", 0), name_error::forward_pointer);
  EXPECT_EQ(error("c00200", 0), name_error::forward_pointer);
  EXPECT_EQ(error("0161c000", 0), name_error::forward_pointer);
  EXPECT_EQ(error("0161c001", 0), name_error::forward_pointer);
  // Two that point to each other: the second leads forward.
  EXPECT_EQ(error("c002c000", 2), name_error::forward_pointer);
  EXPECT_EQ(error("c0", 0), name_error::cut_short);
  EXPECT_EQ(error("00", 1), name_error::cut_short);
  EXPECT_EQ(error("00", 7), name_error::cut_short);
  // The label led to would reach over the pointer that led to it.
  EXPECT_EQ(error("036161c0000000", 3), name_error::cut_short);
}

TEST(DnsName, RefusesChainsOfPointers) {
  auto chain = unhex("00");
  std::size_t target = 0;
  for (int i = 0; i < 17; ++i) {
    const auto at = chain.size();
    chain.push_back(0xC0);
    chain.push_back(static_cast<std::uint8_t>(target));
    target = at;
  }
  EXPECT_TRUE(read_name(chain, target - 2).has_value());
  EXPECT_EQ(wire::error_in(read_name(chain, target)), name_error::too_many_jumps);
}

TEST(DnsName, ReadsAnythingToAnEnd) {
  EXPECT_TRUE(rc::check("both readers agree where no pointer stands", [] {
    auto packet = wire::drawn_octets(0, 300);
    // Short labels, so that names are often whole.
    if (*rc::gen::arbitrary<bool>())
      for (auto& octet : packet) octet = static_cast<std::uint8_t>(octet % 12);
    const auto plain = read_plain_name(packet);
    const auto followed = read_name(packet, 0);
    RC_CLASSIFY(plain.has_value());
    RC_ASSERT(plain.has_value() == followed.has_value());
    if (!plain) return;
    RC_ASSERT(followed->end == plain->size());
    RC_ASSERT(copy_of(followed->name.wire()) == copy_of(*plain));
  }));
}

}  // namespace
}  // namespace aviary
