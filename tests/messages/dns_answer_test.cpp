#include "messages/dns_answer.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::joined;
using wire::unhex;
using wire::zone;

using section = dns_answer_writer::section;

const std::string apex = "0143 074558414d504c45 034e4554 00";  // C.EXAMPLE.NET
const std::string below = "0178" + apex;

dns_name name_of(std::string_view text) {
  return *dns_name::parse(text);
}

soa_fields fields() {
  soa_fields made;
  made.primary = name_of("ns.c.example.net");
  made.mailbox = name_of("hostmaster.example.net");
  return made;
}

/// A query, kept together with the datagram that it looks into.
struct sample_query {
  bytes datagram;
  dns_query query;
};

sample_query query_for(const std::string& name, const std::string& type, bool edns) {
  const auto opt = edns ? "00 0029 04d0 00008000 0000" : "";
  sample_query sample{unhex("1234 0110 000100000000000" + std::string(edns ? "1" : "0") + name +
                            type + "0001" + opt),
                      {}};
  sample.query = *parse_query(sample.datagram);
  return sample;
}

std::string written(const bytes& out, std::size_t size) {
  return to_hex(byte_view(out).first(size));
}

// -- known answers --------------------------------------------------------------------------------

TEST(DnsAnswer, EchoesTheQuestionByteForByte) {
  const auto sample = query_for(below, "0010", true);
  bytes out(1232);
  const auto size = write_txt_answer(out, sample.query, as_bytes("hi"), 15);
  EXPECT_EQ(written(out, size),
            joined("1234 8510 0001 0001 0000 0001" + below + "0010 0001" +
                   "c00c 0010 0001 0000000f 0003 026869" + "00 0029 04d0 00008000 0000"));
}

TEST(DnsAnswer, SaysNodataWithTheSoaOfTheZone) {
  const auto sample = query_for(below, "0001", false);
  bytes out(512);
  const auto size = write_negative_answer(out, sample.query, zone(), fields());
  EXPECT_EQ(written(out, size),
            joined("1234 8510 0001 0000 0001 0000" + below + "0001 0001" +
                   "c00e 0006 0001 00000000 0026" + "026e73 c00e" + "0a686f73746d6173746572 c010" +
                   "00000001 00000e10 00000258 00015180 00000000"));
  EXPECT_LE(size, sample.datagram.size() + 80);
  const auto gone =
      write_negative_answer(out, sample.query, zone(), fields(), dns_rcode::name_error);
  EXPECT_EQ(gone, size);
  EXPECT_EQ(out[3], 0x13);
}

TEST(DnsAnswer, WritesTheApex) {
  const auto sample = query_for(apex, "0002", false);
  bytes out(512);
  dns_answer_writer writer(out, sample.query, dns_rcode::no_error, true);
  EXPECT_TRUE(writer.ns(section::answer, zone(), name_of("ns.c.example.net"), 60));
  EXPECT_TRUE(writer.ns(section::answer, zone(), name_of("ns.example.org"), 60));
  EXPECT_TRUE(writer.a(section::additional, name_of("ns.c.example.net"), {192, 0, 2, 1}, 60));
  std::array<std::uint8_t, 16> address{0x20, 0x01, 0x0d, 0xb8};
  EXPECT_TRUE(writer.aaaa(section::additional, name_of("ns.c.example.net"), address, 60));
  EXPECT_EQ(written(out, writer.finish()),
            joined("1234 8510 0001 0002 0000 0002" + apex + "0002 0001" +
                   "c00c 0002 0001 0000003c 0005 026e73 c00c" +
                   "c00c 0002 0001 0000003c 0010 026e73 076578616d706c65 036f7267 00" +
                   "026e73 c00c 0001 0001 0000003c 0004 c0000201" +
                   "026e73 c00c 001c 0001 0000003c 0010 20010db8000000000000000000000000"));
}

TEST(DnsAnswer, WritesBareRcodesAndTruncation) {
  const auto sample = query_for(below, "0010", false);
  bytes out(512);
  const auto echo = below + "0010 0001";
  EXPECT_EQ(written(out, write_rcode_answer(out, sample.query, dns_rcode::refused)),
            joined("1234 8115 0001 0000 0000 0000" + echo));
  EXPECT_EQ(written(out, write_truncated_answer(out, sample.query)),
            joined("1234 8710 0001 0000 0000 0000" + echo));
}

TEST(DnsAnswer, AnswersRefusals) {
  bytes out(512);
  const auto answer_to = [&](const std::string& hex) {
    const auto datagram = unhex(hex);
    return written(out, write_refusal(out, parse_query(datagram).error()));
  };
  EXPECT_EQ(answer_to("1234"), joined(""));
  EXPECT_EQ(answer_to("1234 8000 0001000000000000"), joined(""));
  EXPECT_EQ(answer_to("1234 2900 0001000000000000"), joined("1234 a904 0000000000000000"));
  EXPECT_EQ(answer_to("1234 0100 0002000000000000"), joined("1234 8101 0000000000000000"));
  EXPECT_EQ(answer_to("1234 0000 0001000000000001 00 0010 0001 00 0029 04d0 00018000 0000"),
            joined("1234 8000 0001000000000001 00 0010 0001 00 0029 04d0 01008000 0000"));
}

// -- limits ---------------------------------------------------------------------------------------

TEST(DnsAnswer, CutsTextIntoStrings) {
  const auto sample = query_for(below, "0010", false);
  bytes out(1232);
  const auto size_of = [&](std::size_t text) {
    return write_txt_answer(out, sample.query, bytes(text), 0);
  };
  const auto empty = size_of(0);
  EXPECT_EQ(out[empty - 1], 0);  // one empty string: RDATA of a TXT record is never empty
  EXPECT_EQ(size_of(255), empty + 255);
  EXPECT_EQ(size_of(256), empty + 257);
  EXPECT_EQ(size_of(510), empty + 511);
  EXPECT_EQ(size_of(511), empty + 513);
}

TEST(DnsAnswer, WhatDoesNotFitLeavesTheMessageWhole) {
  const auto sample = query_for(below, "0010", true);
  bytes out(512);
  const auto overhead = sample.datagram.size() + 12 + 2;
  EXPECT_EQ(write_txt_answer(out, sample.query, bytes(512 - overhead), 0), 512u);
  EXPECT_EQ(write_txt_answer(out, sample.query, bytes(512 - overhead + 1), 0), 0u);

  dns_answer_writer writer(out, sample.query, dns_rcode::no_error, true);
  EXPECT_FALSE(writer.txt(bytes(600), 0));
  int servers = 0;
  while (writer.ns(section::answer, zone(), name_of("a-rather-long-name.example.org"), 0))
    ++servers;
  const auto size = writer.finish();
  EXPECT_LE(size, out.size());
  EXPECT_EQ(out[7], servers);
  EXPECT_EQ(out[11], 1);  // the OPT still fits
}

}  // namespace
}  // namespace aviary
