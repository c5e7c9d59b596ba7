#include "messages/dns_response.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::unhex;

constexpr std::uint16_t id = 0x1234;
const dns_question asked{*dns_name::parse("c.example.net"), rr_type::ns, false};
const std::string question = "0163 076578616d706c65 036e6574 00 0002 0001";
const std::string head = "1234 8000";

result<dns_response, response_error> parsed(const std::string& hex) {
  return parse_response(unhex(hex), id, asked);
}

TEST(DnsResponse, ReadsAReferral) {
  const auto read = parsed(head + "0001 0000 0001 0003" + question +
                           "c00c 0002 0001 00000e10 0006 036e7331 c00c"
                           "036e7331 c00c 0001 0001 00000e10 0004 c0000235"
                           "036e7331 c00c 001c 0001 00000e10 0010 20010db8000000000000000000000053"
                           "00 0029 04d0 00000000 0000");
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->authoritative);
  EXPECT_TRUE(read->answer.empty());
  ASSERT_EQ(read->authority.size(), 1u);
  EXPECT_EQ(read->authority[0].owner.text(), "c.example.net");
  EXPECT_EQ(read->authority[0].target.text(), "ns1.c.example.net");
  EXPECT_EQ(read->authority[0].ttl, 3600u);
  ASSERT_EQ(read->additional.size(), 2u);
  EXPECT_EQ(read->additional[0].address, "192.0.2.53");
  EXPECT_EQ(read->additional[1].address, "2001:db8::53");
}

TEST(DnsResponse, ReadsWhoseSoaItIs) {
  const auto read = parsed("1234 8403 0001 0000 0001 0000" + question +
                           "c00e 0006 0001 00000384 001e 036e7331 c00e 0161 c00e" +
                           "00000001 00000e10 00000258 00015180 00000384");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->authoritative);
  EXPECT_EQ(read->rcode, dns_rcode::name_error);
  ASSERT_EQ(read->authority.size(), 1u);
  EXPECT_EQ(read->authority[0].owner.text(), "example.net");
  EXPECT_EQ(read->authority[0].target.text(), "ns1.example.net");
}

TEST(DnsResponse, KeepsOnlyOwnerAndTypeOfOthers) {
  const auto read =
      parsed(head + "0001 0001 0000 0000" + question + "c00c 0010 0001 0000003c 0003 026869");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->answer.size(), 1u);
  EXPECT_EQ(read->answer[0].type, rr_type::txt);
  EXPECT_EQ(read->answer[0].address, "");
}

TEST(DnsResponse, RefusesWhatItsTypeCannotBe) {
  const auto one = head + "0001 0001 0000 0000" + question;
  EXPECT_EQ(parsed(one + "c00c 0001 0001 0000003c 0003 c00002").error(),
            response_error::bad_record);  // three octets of an address
  EXPECT_EQ(parsed(one + "c00c 0001 0001 0000003c 0000").error(),
            response_error::bad_record);  // none
  EXPECT_EQ(parsed(one + "c00c 0002 0001 0000003c 0002 c0ff").error(),
            response_error::bad_record);  // a pointer to nowhere
  EXPECT_EQ(parsed(one + "c00c 0002 0001 0000003c 0000").error(),
            response_error::bad_record);  // no name
  EXPECT_EQ(parsed(one + "c00c 0002 0001 0000003c 0003 c00c00").error(),
            response_error::bad_record);  // something behind the name
  EXPECT_EQ(parsed(head + "0001 0000 0000 0001" + question + "00 00fa 00ff 00000000 0000").error(),
            response_error::bad_record);  // TSIG
  EXPECT_EQ(parsed(head + "0001 0001 0000 0000" + question).error(), response_error::bad_name);
}

TEST(DnsResponse, RefusesANameThatEndsBehindItsRecord) {
  // The name of the first record goes on into the second; a reader that follows it finds a record
  // without content there.
  EXPECT_EQ(parsed(head + "0001 0002 0000 0000" + question +
                   "c00c 0005 0001 0000003c 0002 0163"
                   "00 0010 0001 0000003c 0003 026869")
                .error(),
            response_error::bad_record);
}

TEST(DnsResponse, PassesOverOtherClasses) {
  const auto read =
      parsed(head + "0001 0001 0000 0000" + question + "c00c 0002 0003 0000003c 0002 c00c");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->answer.empty());
}

}  // namespace
}  // namespace aviary
