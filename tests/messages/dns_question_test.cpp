#include "messages/dns_question.hpp"

#include <gtest/gtest.h>

#include "messages/dns_query.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

const dns_name name = *dns_name::parse("x.c.example.net");
const std::string wire_name = "0178 0163 076578616d706c65 036e6574 00";
const std::string opt = "00 0029 04d0 00000000 0000";

TEST(DnsQuestion, IsWrittenAsAQuery) {
  EXPECT_EQ(to_hex(encode_question(0x1234, {name})),
            wire::joined("1234 0100 0001 0000 0000 0001" + wire_name + "0010 0001" + opt));
  EXPECT_EQ(to_hex(encode_question(0, {name, rr_type::soa, false})),
            wire::joined("0000 0000 0001 0000 0000 0001" + wire_name + "0006 0001" + opt));
}

TEST(DnsQuestion, PassesTheConsolesOwnFilter) {
  const auto query = encode_question(7, {name, rr_type::aaaa, true});
  const auto parsed = parse_query(query);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->id, 7);
  EXPECT_EQ(parsed->type, rr_type::aaaa);
  EXPECT_TRUE(parsed->recursion_desired);
  EXPECT_TRUE(parsed->edns.present);
}

}  // namespace
}  // namespace aviary
