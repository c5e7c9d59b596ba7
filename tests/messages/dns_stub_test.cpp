#include "messages/dns_stub.hpp"

#include <gtest/gtest.h>

#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_question.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::unhex;

constexpr std::uint16_t id = 0x1234;
const dns_name name = *dns_name::parse("x.c.example.net");
const std::string wire_name = "0178 0163 076578616d706c65 036e6574 00";
const std::string question = wire_name + "0010 0001";
const std::string head = "1234 8180";
const std::string one_answer = "0001 0001 0000 0000";
const std::string record = "c00c 0010 0001 0000000f";

using text_room = std::array<std::uint8_t, 64>;

result<stub_answer, response_error> parsed(const std::string& hex, text_room& text) {
  return parse_stub_answer(unhex(hex), id, name, text);
}

std::optional<response_error> error_of(const std::string& hex) {
  text_room text;
  return wire::error_in(parsed(hex, text));
}

TEST(DnsStub, ReadsAnAnswer) {
  text_room text;
  const auto answer = parsed(head + one_answer + question + record + "0007 026869 03202a20", text);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->rcode, dns_rcode::no_error);
  EXPECT_FALSE(answer->truncated);
  EXPECT_TRUE(answer->has_text);
  EXPECT_EQ(answer->ttl, 15u);
  EXPECT_EQ(as_text(answer->text), "hi * ");
}

TEST(DnsStub, TakesTheQuestionInAnyCase) {
  text_room text;
  const std::string upper = "0158 0143 074558414d504c45 034e4554 00";
  EXPECT_TRUE(parsed(head + one_answer + upper + "0010 0001" + record + "0001 00", text));
  // The owner in full, and in another case than the question.
  EXPECT_TRUE(parsed(head + one_answer + question + upper + record.substr(5) + "0001 00", text));
}

TEST(DnsStub, TellsNodataFromFailure) {
  text_room text;
  const auto nodata = parsed(head + "0001 0000 0000 0000" + question, text);
  ASSERT_TRUE(nodata.has_value());
  EXPECT_FALSE(nodata->has_text);
  const auto servfail = parsed("1234 8382 0001 0000 0000 0000" + question, text);
  ASSERT_TRUE(servfail.has_value());
  EXPECT_EQ(servfail->rcode, dns_rcode::server_failure);
  EXPECT_TRUE(servfail->truncated);
  const auto badvers =
      parsed(head + "0001 0000 0000 0001" + question + "00 0029 04d0 01000000 0000", text);
  ASSERT_TRUE(badvers.has_value());
  EXPECT_EQ(badvers->rcode, dns_rcode::bad_version);
}

TEST(DnsStub, PassesOverOtherSections) {
  text_room text;
  const std::string ns = "c00e 0002 0001 00000000 0002 c00e";
  EXPECT_TRUE(parsed(head + "0001 0001 0001 0001" + question + record + "0001 00" + ns +
                         "00 0029 04d0 00000000 0000" + "ff",
                     text));
  const auto negative_ttl =
      parsed(head + one_answer + question + "c00c 0010 0001 ffffffff 0001 00", text);
  EXPECT_EQ(negative_ttl->ttl, 0u);
}

TEST(DnsStub, RefusesByName) {
  const auto body = question + record + "0001 00";
  EXPECT_EQ(error_of("1234 8180 0001"), response_error::too_short);
  EXPECT_EQ(error_of("1235 8180" + one_answer + body), response_error::other_id);
  EXPECT_EQ(error_of("1234 0100" + one_answer + body), response_error::not_an_answer);
  EXPECT_EQ(error_of("1234 a800" + one_answer + body), response_error::other_opcode);
  EXPECT_EQ(error_of(head + "0000 0000 0000 0000"), response_error::question_count);
  EXPECT_EQ(error_of(head + "0002 0001 0000 0000" + body), response_error::question_count);
  EXPECT_EQ(error_of(head + one_answer + "c00c 0010 0001"), response_error::bad_name);
  EXPECT_EQ(error_of(head + one_answer + "0179" + question.substr(5)),
            response_error::other_question);
  EXPECT_EQ(error_of(head + one_answer + wire_name + "0001 0001"), response_error::other_question);
  EXPECT_EQ(error_of(head + one_answer + wire_name + "0010 0003"), response_error::other_question);
  EXPECT_EQ(error_of(head + one_answer + wire_name + "0010 00"), response_error::other_question);
  EXPECT_EQ(error_of(head + one_answer + question), response_error::bad_name);
  EXPECT_EQ(error_of(head + one_answer + question + "c0ff"), response_error::bad_name);
  EXPECT_EQ(error_of(head + one_answer + question + record + "0002 00"),
            response_error::record_cut_short);
  EXPECT_EQ(error_of(head + one_answer + question + record), response_error::record_cut_short);
  EXPECT_EQ(error_of(head + one_answer + question + "c00c 0005 0001 0000000f 0002 c00e"),
            response_error::not_txt);
  EXPECT_EQ(error_of(head + one_answer + question + "c00c 0010 0003 0000000f 0001 00"),
            response_error::other_class);
  EXPECT_EQ(error_of(head + one_answer + question + "c00e 0010 0001 0000000f 0001 00"),
            response_error::other_owner);
  EXPECT_EQ(error_of(head + "0001 0002 0000 0000" + body + record + "0001 00"),
            response_error::several_records);
  EXPECT_EQ(error_of(head + one_answer + question + record + "0002 0261"),
            response_error::bad_strings);
  EXPECT_EQ(error_of(head + one_answer + question + record + "0042 41" + std::string(130, '6')),
            response_error::text_too_long);
  EXPECT_EQ(error_of(head + "0001 0001 0001 0000" + body), response_error::bad_name);
  EXPECT_EQ(error_of(head + "0001 0001 0001 0000" + body + "00"), response_error::record_cut_short);
}

TEST(DnsStub, ReadsWhatTheConsoleWrites) {
  EXPECT_TRUE(rc::check("query, parse, answer, parse", [] {
    std::array<std::uint8_t, question_octets_max> query_room;
    const auto asked = *rc::gen::arbitrary<std::uint16_t>();
    const auto query_size = write_question(query_room, asked, {name});
    const auto query = parse_query(byte_view(query_room.data(), query_size));
    RC_ASSERT(query.has_value());
    const auto content = wire::drawn_octets(0, 1100);
    const auto ttl = *rc::gen::inRange(0u, 1u << 31);
    bytes answer_room(1232);
    answer_room.resize(write_txt_answer(answer_room, *query, content, ttl));
    bytes text(1232);
    const auto answer = parse_stub_answer(answer_room, asked, name, text);
    RC_ASSERT(answer.has_value());
    RC_ASSERT(answer->has_text);
    RC_ASSERT(answer->ttl == ttl);
    RC_ASSERT(wire::copy_of(answer->text) == content);

    // A datagram that lost its end is never taken for a whole one.
    answer_room.resize(*rc::gen::inRange<std::size_t>(0, answer_room.size()));
    RC_ASSERT(!parse_stub_answer(answer_room, asked, name, text).has_value());
  }));
}

}  // namespace
}  // namespace aviary
