#include "messages/hex.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/ids.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

TEST(Hex, WritesTwoLowerCaseDigitsPerOctet) {
  EXPECT_EQ(to_hex(bytes{0x00, 0x0f, 0xa5, 0xff}), "000fa5ff");
  EXPECT_EQ(to_hex({}), "");
}

TEST(Hex, ReadsBackWhatItWrote) {
  EXPECT_TRUE(rc::check("from_hex(to_hex(x)) == x", [] {
    const auto octets = samples::any_octets();
    RC_ASSERT(from_hex(to_hex(octets)) == octets);
  }));
}

TEST(Hex, RefusesEveryOtherForm) {
  for (auto text : {"0", "0A", "AB", "0x", "g0", " 00", "00 ", "0\n"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

TEST(Hex, FixedOctetsHaveOneLength) {
  const std::string digits(32, 'a');
  ASSERT_TRUE(octets_from_hex<bird_id>(digits));
  EXPECT_EQ(to_hex(octets_from_hex<bird_id>(digits)->value), digits);
  EXPECT_FALSE(octets_from_hex<bird_id>(digits + "aa"));
  EXPECT_FALSE(octets_from_hex<bird_id>(std::string_view(digits).substr(2)));
}

}  // namespace
}  // namespace aviary
