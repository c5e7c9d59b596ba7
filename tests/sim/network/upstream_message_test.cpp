#include "sim/network/upstream_message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/dns_query.hpp"
#include "messages/dns_stub.hpp"
#include "tests/sim/network/driven_resolver.hpp"

namespace aviary {
namespace {

const dns_name name = *dns_name::parse("abc.def.c.example.net");

made_query query_of_test() {
  made_query query;
  query.name = name;
  return query;
}

stub_query stub_of(const made_query& query) {
  const auto octets = query.encode();
  const auto parsed = *parse_query(octets);
  return {parsed.id, parsed.recursion_desired, parsed.checking_disabled, parsed.edns,
          bytes(parsed.question.begin(), parsed.question.end())};
}

TEST(UpstreamMessage, AQueryIsOne) {
  const auto stub = stub_of(query_of_test());
  const auto octets = write_query(7, {true, true, {true, 0, true, 1400}}, stub.question);
  const auto parsed = parse_query(octets);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->id, 7);
  EXPECT_TRUE(parsed->recursion_desired);
  EXPECT_TRUE(parsed->checking_disabled);
  EXPECT_TRUE(parsed->edns.dnssec_ok);
  EXPECT_EQ(parsed->edns.payload_octets, 1400);
  EXPECT_TRUE(std::ranges::equal(parsed->question, stub.question));
  EXPECT_FALSE(parse_query(write_query(7, {}, stub.question))->edns.present);
}

TEST(UpstreamMessage, ReadsTextNodataAndFailure) {
  const auto query = query_of_test().encode();
  const auto said = text_to(query, "said", 15);
  const auto text = parse_upstream_answer(said);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->id, 0x1234);
  EXPECT_EQ(text->ttl, 15u);
  EXPECT_EQ(text->records.answers, 1);
  EXPECT_FALSE(text->truncated);
  // The lower of the SOA's TTL, 3600, and its minimum.
  for (const auto& [minimum, ttl] : {std::pair{7u, 7u}, {9'999u, 3'600u}}) {
    const auto negative = negative_to(query, minimum, dns_rcode::name_error);
    const auto parsed = parse_upstream_answer(negative);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->rcode, dns_rcode::name_error);
    EXPECT_EQ(parsed->ttl, ttl);
    EXPECT_EQ(parsed->records.authorities, 1);
  }
  const auto failed = rcode_to(query, dns_rcode::refused);
  EXPECT_EQ(parse_upstream_answer(failed)->rcode, dns_rcode::refused);
  EXPECT_EQ(parse_upstream_answer(failed)->ttl, std::nullopt);
  EXPECT_TRUE(parse_upstream_answer(truncated_to(query))->truncated);
}

TEST(UpstreamMessage, NamesWhatItCannotRead) {
  const auto query = query_of_test().encode();
  const auto said = text_to(query, "said");
  const auto error = [&](auto change) {
    auto changed = said;
    change(changed);
    const auto parsed = parse_upstream_answer(changed);
    return parsed ? std::string("none") : std::string(describe(parsed.error()));
  };
  EXPECT_EQ(error([](bytes&) {}), "none");
  EXPECT_EQ(error([](bytes& m) { m.resize(11); }), describe(upstream_error::too_short));
  EXPECT_EQ(error([](bytes& m) { m[2] = 0; }), describe(upstream_error::not_an_answer));
  EXPECT_EQ(error([](bytes& m) { m[5] = 2; }), describe(upstream_error::question_count));
  EXPECT_EQ(error([](bytes& m) { m[12] = 0xC0; }), describe(upstream_error::bad_question));
  EXPECT_EQ(error([](bytes& m) { m[7] = 3; }), describe(upstream_error::bad_record));
  EXPECT_EQ(error([](bytes& m) {
              const bytes record(m.begin() + 12 + 27, m.begin() + 12 + 27 + 17);
              m.resize(12 + 27);
              for (int i = 0; i < 33; ++i) m.insert(m.end(), record.begin(), record.end());
              m[7] = 33;
            }),
            describe(upstream_error::too_many_records));
}

TEST(UpstreamMessage, TheStubGetsItsOwnQuestionAndAgedTtls) {
  auto query = query_of_test();
  const auto said = text_to(query.encode(), "said", 100);
  const auto parsed = parse_upstream_answer(said);
  auto stub = stub_of(query);
  stub.question[1] = 'A';
  stub_answer_shape shape;
  const auto ttl_with = [&](std::uint32_t min, std::uint32_t max, std::uint32_t age) {
    shape.ttl_min = min;
    shape.ttl_max = max;
    shape.age = age;
    const auto message = write_stub_answer(stub, shape, parsed->records);
    EXPECT_EQ(message[13], 'A');
    bytes room(100);
    return parse_stub_answer(message, 0x1234, name, room)->ttl;
  };
  EXPECT_EQ(ttl_with(0, 1'000, 0), 100u);
  EXPECT_EQ(ttl_with(0, 1'000, 30), 70u);
  EXPECT_EQ(ttl_with(200, 1'000, 30), 170u);
  EXPECT_EQ(ttl_with(0, 50, 30), 20u);
  EXPECT_EQ(ttl_with(0, 50, 60), 0u);
}

TEST(UpstreamMessage, WhatDoesNotFitIsTruncated) {
  const auto said = text_to(query_of_test().encode(), std::string(600, 'x'));
  const auto parsed = parse_upstream_answer(said);
  const auto stub = stub_of(query_of_test());
  stub_answer_shape shape;
  const auto whole = write_stub_answer(stub, shape, parsed->records);
  shape.octets_max = whole.size();
  EXPECT_EQ(write_stub_answer(stub, shape, parsed->records), whole);
  shape.octets_max = whole.size() - 1;
  const auto cut = write_stub_answer(stub, shape, parsed->records);
  EXPECT_LT(cut.size(), 100u);
  EXPECT_NE(cut[2] & 2, 0);
}

TEST(UpstreamMessage, ReadsAnyOctets) {
  EXPECT_TRUE(rc::check("parsing ends, and what passes can be passed on", [] {
    auto octets = *rc::gen::element(text_to(query_of_test().encode(), "said"),
                                    negative_to(query_of_test().encode()));
    const auto changes = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint8_t>>>(
        rc::gen::arbitrary<std::pair<std::uint8_t, std::uint8_t>>());
    for (const auto& [at, octet] : changes) octets[at % octets.size()] = octet;
    const auto parsed = parse_upstream_answer(octets);
    if (!parsed) return;
    const stub_query stub{
        1, true, false, {}, bytes(parsed->question.begin(), parsed->question.end())};
    const auto message = write_stub_answer(stub, {}, parsed->records);
    RC_ASSERT(parse_upstream_answer(message).has_value());
  }));
}

}  // namespace
}  // namespace aviary
