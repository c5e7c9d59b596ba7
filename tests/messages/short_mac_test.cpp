#include "messages/short_mac.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::query_key;
using wire::vector_of;

TEST(ShortMac, HasTheAnswersOfTheSipHashPaper) {
  bytes text(15);
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(wire::copy_of(sip_hash(query_key().view(), text).value), vector_of("siphash.15"));
  EXPECT_EQ(wire::copy_of(sip_hash(query_key().view(), {}).value), vector_of("siphash.empty"));
  // Appendix A of the paper prints the first as the number 0xa129ca6149be45e5, little endian.
  EXPECT_EQ(to_hex(vector_of("siphash.15")), "e545be4961ca29a1");
}

TEST(ShortMac, TellsEveryBitApart) {
  const auto mac = sip_hash(query_key().view(), {});
  EXPECT_TRUE(same_mac(mac, mac));
  for (std::size_t bit = 0; bit < 64; ++bit) {
    auto other = mac;
    other.value[bit / 8] = static_cast<std::uint8_t>(other.value[bit / 8] ^ 1u << bit % 8);
    EXPECT_FALSE(same_mac(mac, other)) << bit;
  }
}

}  // namespace
}  // namespace aviary
