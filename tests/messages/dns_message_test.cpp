#include "messages/dns_message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/qname.hpp"
#include "messages/request.hpp"
#include "tests/messages/wire_support.hpp"

#include <ldns/ldns.h>  // last: it defines `bool` and other words

// A second opinion on every DNS message: what the writers write, ldns reads as the same thing; what
// ldns writes, the parsers read; what the filter passes, ldns accepts. And the worked example of
// docs/PROTOCOL.md, from one end to the other.

namespace aviary {
namespace {

using wire::copy_of;
using wire::vector_of;
using wire::zone;

struct packet_free {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
using ldns_packet = std::unique_ptr<ldns_pkt, packet_free>;

ldns_packet ldns_read(byte_view octets) {
  ldns_pkt* packet = nullptr;
  if (ldns_wire2pkt(&packet, octets.data(), octets.size()) != LDNS_STATUS_OK) return nullptr;
  return ldns_packet(packet);
}

bytes ldns_written(const ldns_pkt* packet) {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(ldns_pkt2wire(&octets, packet, &size), LDNS_STATUS_OK);
  bytes written(octets, octets + size);
  std::free(octets);
  return written;
}

bytes wire_of(const ldns_rdf* rdf) {
  return {ldns_rdf_data(rdf), ldns_rdf_data(rdf) + ldns_rdf_size(rdf)};
}

bytes random_name() {
  const auto payload = wire::drawn_octets(0, 146);
  return wire::mixed_case(pack_name({}, payload, zone()).wire());
}

/// A TXT query as ldns writes it.
bytes ldns_query(const bytes& name, ldns_rr_type type, std::uint16_t payload_octets, bool dnssec) {
  auto* owner = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, name.size(), name.data());
  const ldns_packet packet(ldns_pkt_query_new(owner, type, LDNS_RR_CLASS_IN, LDNS_RD));
  ldns_pkt_set_id(packet.get(), 0x1234);
  if (payload_octets != 0) ldns_pkt_set_edns_udp_size(packet.get(), payload_octets);
  if (dnssec) ldns_pkt_set_edns_do(packet.get(), true);
  return ldns_written(packet.get());
}

TEST(DnsMessage, WhatLdnsAsksIsRead) {
  EXPECT_TRUE(rc::check("ldns asks, the filter passes", [] {
    const auto name = random_name();
    const bool dnssec = *rc::gen::arbitrary<bool>();
    const auto size = *rc::gen::element<std::uint16_t>(512, 1232, 4096);
    const auto datagram = ldns_query(name, LDNS_RR_TYPE_TXT, size, dnssec);
    const auto query = parse_query(datagram);
    RC_ASSERT(query.has_value());
    RC_ASSERT(query->id == 0x1234);
    RC_ASSERT(query->recursion_desired);
    RC_ASSERT(copy_of(query->name) == name);
    RC_ASSERT(query->type == rr_type::txt);
    RC_ASSERT(query->edns == (edns_info{true, 0, dnssec, size}));
  }));
}

TEST(DnsMessage, LdnsReadsWhatTheBirdAsks) {
  EXPECT_TRUE(rc::check("the bird asks, ldns reads", [] {
    const auto name = random_name();
    bytes room(question_octets_max);
    room.resize(write_question(room, 0xBEEF, {dns_name(name)}));
    const auto packet = ldns_read(room);
    RC_ASSERT(packet != nullptr);
    RC_ASSERT(ldns_pkt_id(packet.get()) == 0xBEEF);
    RC_ASSERT(ldns_pkt_rd(packet.get()));
    RC_ASSERT(ldns_pkt_qdcount(packet.get()) == 1);
    RC_ASSERT(ldns_pkt_edns_udp_size(packet.get()) == 1232);
    const auto* question = ldns_rr_list_rr(ldns_pkt_question(packet.get()), 0);
    RC_ASSERT(ldns_rr_get_type(question) == LDNS_RR_TYPE_TXT);
    RC_ASSERT(wire_of(ldns_rr_owner(question)) == name);
  }));
}

/// The strings of a TXT record, joined.
bytes text_of(const ldns_rr* record) {
  bytes text;
  for (std::size_t i = 0; i < ldns_rr_rd_count(record); ++i) {
    const auto string = wire_of(ldns_rr_rdf(record, i));
    text.insert(text.end(), string.begin() + 1, string.end());
  }
  return text;
}

TEST(DnsMessage, LdnsReadsWhatTheConsoleAnswers) {
  EXPECT_TRUE(rc::check("the console answers, ldns reads", [] {
    const auto name = random_name();
    const auto datagram = ldns_query(name, LDNS_RR_TYPE_TXT, 1232, true);
    const auto content = wire::drawn_octets(0, 900);
    bytes out(1232);
    out.resize(write_txt_answer(out, *parse_query(datagram), content, 15));
    const auto packet = ldns_read(out);
    RC_ASSERT(packet != nullptr);
    RC_ASSERT(ldns_pkt_qr(packet.get()) && ldns_pkt_aa(packet.get()) && ldns_pkt_rd(packet.get()));
    RC_ASSERT(!ldns_pkt_ra(packet.get()) && !ldns_pkt_tc(packet.get()));
    RC_ASSERT(ldns_pkt_edns_do(packet.get()));
    RC_ASSERT(ldns_pkt_ancount(packet.get()) == 1);
    const auto* record = ldns_rr_list_rr(ldns_pkt_answer(packet.get()), 0);
    RC_ASSERT(wire_of(ldns_rr_owner(record)) == name);
    RC_ASSERT(ldns_rr_ttl(record) == 15);
    RC_ASSERT(text_of(record) == content);

    // And the bird reads what ldns makes of it.
    bytes text(1232);
    const auto answer = parse_stub_answer(ldns_written(packet.get()), 0x1234, dns_name(name), text);
    RC_ASSERT(answer.has_value());
    RC_ASSERT(copy_of(answer->text) == content);
  }));
}

TEST(DnsMessage, LdnsReadsTheApexAndTheRefusals) {
  soa_fields fields;
  fields.primary = *dns_name::parse("ns.c.example.net");
  fields.mailbox = *dns_name::parse("hostmaster.example.org");
  fields.serial = 77;
  const auto datagram = ldns_query(copy_of(zone().wire()), LDNS_RR_TYPE_AAAA, 1232, false);
  const auto query = *parse_query(datagram);
  bytes out(512);

  const auto negative = write_negative_answer(out, query, zone(), fields);
  const auto packet = ldns_read(byte_view(out).first(negative));
  ASSERT_NE(packet, nullptr);
  EXPECT_EQ(ldns_pkt_nscount(packet.get()), 1);
  const auto* soa = ldns_rr_list_rr(ldns_pkt_authority(packet.get()), 0);
  EXPECT_EQ(wire_of(ldns_rr_owner(soa)), copy_of(zone().wire()));
  EXPECT_EQ(wire_of(ldns_rr_rdf(soa, 0)), copy_of(fields.primary.wire()));
  EXPECT_EQ(wire_of(ldns_rr_rdf(soa, 1)), copy_of(fields.mailbox.wire()));
  EXPECT_EQ(ldns_rdf2native_int32(ldns_rr_rdf(soa, 2)), 77u);

  dns_answer_writer writer(out, query, dns_rcode::no_error, true);
  using section = dns_answer_writer::section;
  EXPECT_TRUE(writer.ns(section::answer, zone(), fields.primary, 60));
  EXPECT_TRUE(writer.a(section::additional, fields.primary, {192, 0, 2, 1}, 60));
  const auto apex = ldns_read(byte_view(out).first(writer.finish()));
  ASSERT_NE(apex, nullptr);
  const auto* ns = ldns_rr_list_rr(ldns_pkt_answer(apex.get()), 0);
  EXPECT_EQ(wire_of(ldns_rr_rdf(ns, 0)), copy_of(fields.primary.wire()));
  const auto* glue = ldns_rr_list_rr(ldns_pkt_additional(apex.get()), 0);
  EXPECT_EQ(wire_of(ldns_rr_owner(glue)), copy_of(fields.primary.wire()));

  const auto badvers = write_rcode_answer(out, query, dns_rcode::bad_version);
  const auto bad = ldns_read(byte_view(out).first(badvers));
  ASSERT_NE(bad, nullptr);
  EXPECT_EQ(ldns_pkt_edns_extended_rcode(bad.get()), 1);
}

TEST(DnsMessage, LdnsAcceptsWhatTheFilterPasses) {
  EXPECT_TRUE(rc::check("a query with some octets changed", [] {
    auto datagram = ldns_query(random_name(), LDNS_RR_TYPE_TXT, 1232, false);
    const auto changes = *rc::gen::inRange(0, 4);
    for (int i = 0; i < changes; ++i)
      datagram[*rc::gen::inRange<std::size_t>(0, datagram.size())] =
          *rc::gen::arbitrary<std::uint8_t>();
    const auto query = parse_query(datagram);
    RC_CLASSIFY(query.has_value());
    if (!query) return;
    const auto packet = ldns_read(datagram);
    RC_ASSERT(packet != nullptr);
    RC_ASSERT(ldns_pkt_edns_udp_size(packet.get()) ==
              (query->edns.present ? query->edns.payload_octets : 0));
    const auto* question = ldns_rr_list_rr(ldns_pkt_question(packet.get()), 0);
    RC_ASSERT(wire_of(ldns_rr_owner(question)) == copy_of(query->name));
  }));
}

// -- the worked example ---------------------------------------------------------------------------

/// The ```hex blocks of the protocol's document, without what is said beside the octets.
std::vector<std::string> documented_octets() {
  std::ifstream file(AVIARY_SOURCE_DIR "/docs/PROTOCOL.md");
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = line == "```hex";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line.substr(0, line.find("  "));
    }
  }
  return blocks;
}

TEST(DnsMessage, TheDocumentShowsTheWorkedExample) {
  const auto blocks = documented_octets();
  EXPECT_NE(std::ranges::find(blocks, to_hex(vector_of("example.query"))), blocks.end());
  EXPECT_NE(std::ranges::find(blocks, to_hex(vector_of("example.answer"))), blocks.end());
}

TEST(DnsMessage, TheWorkedExampleHolds) {
  // The bird asks how the message with counter 0x403 stands.
  bird_request wanted;
  wanted.bird = {0x0A0B0C0D};
  wanted.body = status_request{{0x403}};
  const auto asked = encode_request(wanted, zone(), wire::query_key());
  EXPECT_EQ(asked.name.text(), "kbifqydiaaacah77774aaznvszkrimjbk.c.example.net");
  bytes query_room(question_octets_max);
  query_room.resize(write_question(query_room, 0x1234, {asked.name}));
  EXPECT_EQ(to_hex(query_room), to_hex(vector_of("example.query")));

  // The console finds all 13 fragments there and the REPLY not yet ready.
  const auto query = parse_query(query_room);
  ASSERT_TRUE(query.has_value());
  const auto unpacked = unpack_name(query->name, zone());
  ASSERT_TRUE(unpacked.has_value());
  const auto received = decode_request(*unpacked, zone());
  ASSERT_TRUE(received.has_value());
  const auto bound = verify_request(*received, *unpacked, zone(), wire::query_key());
  ASSERT_TRUE(bound.has_value());
  fragment_ack_answer ack{{0x403}, message_status::complete_reply_pending, 0, {}};
  for (std::uint16_t i = 0; i < 13; ++i) ack.received.set({i});
  bytes content(answer_text_octets_max);
  content.resize(encode_answer(ack, received->value.code, wire::answer_key(), *bound, content));
  EXPECT_EQ(to_hex(content), to_hex(vector_of("example.answer_content")));
  bytes out(1232);
  out.resize(write_txt_answer(out, *query, content, 15));
  EXPECT_EQ(to_hex(out), to_hex(vector_of("example.answer")));

  // The bird believes it.
  bytes text(answer_text_octets_max);
  const auto answered = parse_stub_answer(out, 0x1234, asked.name, text);
  ASSERT_TRUE(answered.has_value());
  const auto read = decode_answer(answered->text, wanted.code, wire::answer_key(), asked.query);
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(std::get<fragment_ack_answer>(*read).received.complete({12}));
}

}  // namespace
}  // namespace aviary
