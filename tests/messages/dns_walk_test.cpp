#include "messages/dns_walk.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::unhex;

constexpr std::uint16_t id = 0x1234;
const dns_question asked{*dns_name::parse("c.example.net"), rr_type::ns, false};
const std::string question = "0163 076578616d706c65 036e6574 00 0002 0001";

TEST(DnsWalk, ReadsRecordByRecord) {
  const auto packet = unhex("1234 8400 0001 0001 0001 0001" + question +
                            "c00c 0002 0001 00000e10 0006 036e7331 c00c"  // answer: NS
                            "c00e 0006 0001 ffffffff 0000"                // authority
                            "00 0029 04d0 01008000 0000" +
                            "ff");  // OPT, and a stray octet
  auto walk = dns_walk::begin(packet, id, asked);
  ASSERT_TRUE(walk);
  EXPECT_TRUE(walk->authoritative());
  EXPECT_FALSE(walk->truncated());
  EXPECT_EQ(walk->rcode(), dns_rcode::no_error);

  const auto ns = walk->next();
  ASSERT_TRUE(ns);
  EXPECT_EQ(ns->section, dns_section::answer);
  EXPECT_EQ(ns->owner.text(), "c.example.net");
  EXPECT_EQ(ns->type, rr_type::ns);
  EXPECT_EQ(ns->rr_class, class_in);
  EXPECT_EQ(ns->ttl, 3600u);
  EXPECT_EQ(to_hex(ns->data), "036e7331c00c");

  const auto soa = walk->next();
  ASSERT_TRUE(soa);
  EXPECT_EQ(soa->section, dns_section::authority);
  EXPECT_EQ(soa->owner.text(), "example.net");
  EXPECT_EQ(soa->ttl, 0u);  // its top bit is set
  EXPECT_FALSE(walk->done());

  ASSERT_TRUE(walk->next());
  EXPECT_TRUE(walk->done());
  EXPECT_EQ(walk->rcode(), dns_rcode::bad_version);
}

TEST(DnsWalk, BelievesAnOptWhereItBelongsOnly) {
  const auto packet =
      unhex("1234 8000 0001 0000 0001 0000" + question + "00 0029 04d0 01000000 0000");
  auto walk = dns_walk::begin(packet, id, asked);
  ASSERT_TRUE(walk);
  ASSERT_TRUE(walk->next());
  EXPECT_EQ(walk->rcode(), dns_rcode::no_error);
}

TEST(DnsWalk, StopsAtWhatIsCutShort) {
  const auto packet = unhex("1234 8000 0001 0002 0000 0000" + question + "c00c 0002 0001");
  auto walk = dns_walk::begin(packet, id, asked);
  ASSERT_TRUE(walk);
  EXPECT_EQ(walk->next().error(), response_error::record_cut_short);
  EXPECT_EQ(dns_walk::begin(unhex("1234"), id, asked).error(), response_error::too_short);
}

TEST(DnsWalk, TakesTheAnswerToItsOwnQuestionAlone) {
  const auto packet = unhex("1234 8000 0001 0000 0000 0000" + question);
  EXPECT_TRUE(dns_walk::begin(packet, id, asked));
  EXPECT_EQ(dns_walk::begin(packet, id + 1, asked).error(), response_error::other_id);
  const dns_question other_type{asked.name, rr_type::txt, false};
  EXPECT_EQ(dns_walk::begin(packet, id, other_type).error(), response_error::other_question);
  const dns_question other_name{*dns_name::parse("d.example.net"), rr_type::ns, false};
  EXPECT_EQ(dns_walk::begin(packet, id, other_name).error(), response_error::other_question);
}

}  // namespace
}  // namespace aviary
