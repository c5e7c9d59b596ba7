#include "messages/dns_query.hpp"

#include <gtest/gtest.h>

#include "messages/dns_name.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::unhex;

const std::string counts = "0001000000000000";
const std::string question = "0143 0165 00 0010 0001";  // "C.e" TXT IN
const std::string plain = "1234 0110" + counts + question;
const std::string with_opt = "1234 0110 0001000000000001" + question;
const std::string opt_front = "00 0029 04d0";

TEST(DnsQuery, ReadsAPlainQuery) {
  const auto datagram = unhex(plain);
  const auto query = parse_query(datagram);
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->id, 0x1234);
  EXPECT_EQ(query->opcode, 0);
  EXPECT_TRUE(query->recursion_desired);
  EXPECT_TRUE(query->checking_disabled);
  EXPECT_EQ(wire::copy_of(query->question), unhex(question));
  EXPECT_EQ(name_text(query->name), "C.e");
  EXPECT_EQ(query->type, rr_type::txt);
  EXPECT_FALSE(query->edns.present);
  EXPECT_EQ(query->udp_octets_max(), 512u);
}

TEST(DnsQuery, ReadsEdns) {
  const auto datagram =
      unhex(with_opt + opt_front + "00008000" + "000c" + "000a0008" + "0102030405060708");
  const auto query = parse_query(datagram);
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->edns, (edns_info{true, 0, true, 1232}));
  EXPECT_EQ(query->udp_octets_max(), 1232u);

  const auto limit = [](const std::string& size) {
    const auto other = unhex(with_opt + "00 0029" + size + "00000000 0000");
    return parse_query(other)->udp_octets_max();
  };
  EXPECT_EQ(limit("1000"), 1232u);
  EXPECT_EQ(limit("0400"), 1024u);
  EXPECT_EQ(limit("0000"), 512u);
}

// -- refusals -------------------------------------------------------------------------------------

struct refusal {
  std::string datagram;
  query_error error;
  std::optional<dns_rcode> rcode;
};

void expect_refused(const refusal& expected) {
  const auto datagram = unhex(expected.datagram);
  const auto query = parse_query(datagram);
  ASSERT_FALSE(query.has_value()) << expected.datagram;
  EXPECT_EQ(query.error().error, expected.error) << describe(query.error().error);
  EXPECT_EQ(rcode_of(query.error().error), expected.rcode);
}

TEST(DnsQuery, RefusesByNameAndKnowsWhatToAnswer) {
  constexpr auto formerr = dns_rcode::format_error;
  const std::string head = "1234 0000";
  const refusal refusals[] = {
      {"", query_error::too_short, std::nullopt},
      {head + "00010000000000", query_error::too_short, std::nullopt},
      {"1234 8000" + counts + question, query_error::is_an_answer, std::nullopt},
      {"1234 a800" + counts + question, query_error::is_an_answer, std::nullopt},
      {"1234 2800" + counts + question, query_error::unknown_opcode, dns_rcode::not_implemented},
      {"1234 2000" + counts, query_error::unknown_opcode, dns_rcode::not_implemented},
      {head + "0000000000000000", query_error::question_count, formerr},
      {head + "0002000000000000" + question + question, query_error::question_count, formerr},
      {head + "0001000100000000" + question, query_error::record_count, formerr},
      {head + "0001000000010000" + question, query_error::record_count, formerr},
      {head + "0001000000000002" + question, query_error::record_count, formerr},
      {head + counts, query_error::bad_question_name, formerr},
      {head + counts + "c00c 0010 0001", query_error::bad_question_name, formerr},
      {head + counts + "0161c00c 0010 0001", query_error::bad_question_name, formerr},
      {head + counts + "4161 00 0010 0001", query_error::bad_question_name, formerr},
      {head + counts + "0161 00 0010 00", query_error::question_cut_short, formerr},
      {head + counts + "00 0010 0003", query_error::class_not_in, dns_rcode::refused},
      {head + counts + "00 0010 00ff", query_error::class_not_in, dns_rcode::refused},
      {plain + "00", query_error::trailing_octets, formerr},
      {with_opt, query_error::additional_cut_short, formerr},
      {with_opt + opt_front + "00000000 00", query_error::additional_cut_short, formerr},
      {with_opt + opt_front + "00000000 0001", query_error::additional_cut_short, formerr},
      {with_opt + "0161 00 0029 04d0 00000000 0000", query_error::additional_not_opt, formerr},
      {with_opt + "01 0029 04d0 00000000 0000", query_error::additional_not_opt, formerr},
      {with_opt + "00 00fa 00ff 00000000 0000", query_error::additional_not_opt, formerr},
      {with_opt + opt_front + "00010000 0000", query_error::bad_edns_version,
       dns_rcode::bad_version},
      {with_opt + opt_front + "00000000 0003 000a00", query_error::bad_edns_options, formerr},
      {with_opt + opt_front + "00000000 0004 000a0001", query_error::bad_edns_options, formerr},
      {with_opt + opt_front + "00000000 0000 00", query_error::trailing_octets, formerr},
  };
  for (const auto& expected : refusals) expect_refused(expected);
}

TEST(DnsQuery, ARefusalKeepsWhatItsAnswerNeeds) {
  const auto datagram = unhex(with_opt + opt_front + "00018000 0000");
  const auto refused = parse_query(datagram).error();
  EXPECT_EQ(refused.query.id, 0x1234);
  EXPECT_EQ(wire::copy_of(refused.query.question), unhex(question));
  EXPECT_EQ(refused.query.edns, (edns_info{true, 1, true, 1232}));
  const auto other = unhex("1234 2900" + counts);
  const auto update = parse_query(other).error();
  EXPECT_EQ(update.query.opcode, 5);
  EXPECT_TRUE(update.query.question.empty());
}

TEST(DnsQuery, EveryCutOfAQueryIsRefused) {
  const auto whole = unhex(with_opt + opt_front + "00008000 0005 000a0001 07");
  ASSERT_TRUE(parse_query(whole).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_query(byte_view(whole).first(size)).has_value()) << size;
}

}  // namespace
}  // namespace aviary
