#include "console/dns/zone_answers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "messages/dns_query.hpp"
#include "tests/console/dns/made_queries.hpp"

#include "tests/console/dns/dns_oracle.hpp"

namespace aviary {
namespace {

zone_answers answers_of(std::vector<std::string> servers, std::string_view zone = "c.example.net") {
  std::vector<name_server_record> records;
  for (const auto& text : servers) records.push_back(*parse_name_server_record(text));
  return *zone_answers::of(*zone_name::parse(zone), records);
}

zone_answers usual() {
  return answers_of({"ns1.c.example.net=192.0.2.53", "ns1.c.example.net=2001:db8::53",
                     "ns2.example.org=198.51.100.7"});
}

bytes answer_to(const zone_answers& zone, byte_view query, std::size_t room = 512) {
  bytes out(room);
  out.resize(zone.write(out, *parse_query(query)));
  return out;
}

std::string ask(const zone_answers& zone, std::string_view name, rr_type type) {
  return dns_text(answer_to(zone, query_for(name, type)));
}

const std::string nodata_soa =
    "#: c.example.net. 0 IN SOA ns1.c.example.net. hostmaster.c.example.net. 1 3600 600 86400 0\n";

// -- configuration --------------------------------------------------------------------------------

TEST(ZoneAnswers, ReadNamesAndAddressesOfNameServers) {
  const auto record = parse_name_server_record("NS1.c.example.net.=192.0.2.53");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->host.text(), "ns1.c.example.net");
  EXPECT_EQ(record->ipv4, (std::array<std::uint8_t, 4>{192, 0, 2, 53}));
  EXPECT_TRUE(parse_name_server_record("ns1.c.example.net=2001:db8::53")->ipv6);
}

TEST(ZoneAnswers, SayWhatIsWrongWithAConfiguration) {
  EXPECT_EQ(parse_name_server_record("ns1.c.example.net").error(),
            (failure{"the name server \"ns1.c.example.net\" has no address",
                     "write name and address, as in ns1.c.example.net=192.0.2.53"}));
  EXPECT_EQ(parse_name_server_record("ns1.c.example.net=192.0.2").error(),
            (failure{"the name server ns1.c.example.net has the address \"192.0.2\"",
                     "write an IPv4 or IPv6 address, as in ns1.c.example.net=192.0.2.53"}));
  EXPECT_TRUE(parse_name_server_record("n s=192.0.2.53").error().what.starts_with("a name server"));
  const auto zone = *zone_name::parse("c.example.net");
  EXPECT_EQ(zone_answers::of(zone, {}).error().what, "the zone c.example.net has no name server");
  const std::vector nine(9, *parse_name_server_record("ns1.c.example.net=192.0.2.53"));
  EXPECT_EQ(zone_answers::of(zone, nine).error().hint, "keep 8 or fewer");
}

// -- the zone's own records -----------------------------------------------------------------------

TEST(ZoneAnswers, ApexHasSoaNsAndTheConsolesAddresses) {
  const auto zone = usual();
  EXPECT_EQ(ask(zone, "c.example.net", rr_type::soa),
            "NOERROR qr aa edns\n"
            "?: c.example.net. IN SOA\n"
            "=: c.example.net. 3600 IN SOA ns1.c.example.net. hostmaster.c.example.net."
            " 1 3600 600 86400 0\n");
  EXPECT_EQ(ask(zone, "c.example.net", rr_type::ns),
            "NOERROR qr aa edns\n"
            "?: c.example.net. IN NS\n"
            "=: c.example.net. 3600 IN NS ns1.c.example.net.\n"
            "=: c.example.net. 3600 IN NS ns2.example.org.\n"
            "+: ns1.c.example.net. 3600 IN A 192.0.2.53\n"
            "+: ns1.c.example.net. 3600 IN AAAA 2001:db8::53\n");
  EXPECT_EQ(ask(zone, "c.example.net", rr_type::a),
            "NOERROR qr aa edns\n"
            "?: c.example.net. IN A\n"
            "=: c.example.net. 3600 IN A 192.0.2.53\n"
            "=: c.example.net. 3600 IN A 198.51.100.7\n");
}

TEST(ZoneAnswers, ApexAnswersAnyWithOneRRsetAndRefusesTransfers) {
  const auto zone = usual();
  EXPECT_EQ(ask(zone, "c.example.net", rr_type::any),
            "NOERROR qr aa edns\n"
            "?: c.example.net. IN ANY\n"
            "=: c.example.net. 3600 IN SOA ns1.c.example.net. hostmaster.c.example.net."
            " 1 3600 600 86400 0\n");
  for (const auto type : {251, 252})
    EXPECT_TRUE(ask(zone, "c.example.net", rr_type(type)).starts_with("REFUSED qr edns\n"));
}

TEST(ZoneAnswers, ApexHasNothingElse) {
  EXPECT_EQ(ask(usual(), "c.example.net", rr_type::txt),
            "NOERROR qr aa edns\n?: c.example.net. IN TXT\n" + nodata_soa);
}

TEST(ZoneAnswers, NameServersHaveTheirAddresses) {
  const auto zone = usual();
  EXPECT_EQ(ask(zone, "NS1.c.example.net", rr_type::aaaa),
            "NOERROR qr aa edns\n"
            "?: ns1.c.example.net. IN AAAA\n"
            "=: ns1.c.example.net. 3600 IN AAAA 2001:db8::53\n");
  EXPECT_EQ(ask(zone, "ns1.c.example.net", rr_type::ns),
            "NOERROR qr aa edns\n?: ns1.c.example.net. IN NS\n" + nodata_soa);
}

TEST(ZoneAnswers, ANameAboveANameServerExists) {
  // "names" begins with a control character whose mode asks for NXDOMAIN.
  const auto zone = answers_of({"ns1.names.c.example.net=192.0.2.53"});
  EXPECT_TRUE(ask(zone, "names.c.example.net", rr_type::a).starts_with("NOERROR"));
  EXPECT_TRUE(ask(zone, "noone.c.example.net", rr_type::a).starts_with("NXDOMAIN"));
}

TEST(ZoneAnswers, ApexKeepsWithin512AndSaysSoWhenItCannot) {
  std::vector<std::string> servers;
  for (char host = 'a'; host < 'i'; ++host)
    servers.push_back(std::string(60, host) + ".example.org=192.0.2.53");
  const auto zone = answers_of(servers);
  const auto query = query_for("c.example.net", rr_type::ns);
  const auto cut = answer_to(zone, query);
  EXPECT_LE(cut.size(), 512u);
  EXPECT_TRUE(dns_text(cut).starts_with("NOERROR qr aa tc edns\n")) << dns_text(cut);
  const auto whole = answer_to(zone, query, 4096);
  EXPECT_TRUE(dns_text(whole).starts_with("NOERROR qr aa edns\n")) << dns_text(whole);
}

TEST(ZoneAnswers, EightAddressesFit512) {
  const std::string host = "ns1.a-rather-long-name.for-a-name-server.c.example.net";
  const auto zone = answers_of(std::vector<std::string>(8, host + "=2001:db8::53"));
  const auto answer = answer_to(zone, query_for(host, rr_type::aaaa));
  EXPECT_LE(answer.size(), 512u);
  const auto text = dns_text(answer);
  EXPECT_EQ(std::count(text.begin(), text.end(), '='), 8) << text;
  EXPECT_TRUE(text.starts_with("NOERROR qr aa edns\n")) << text;
}

// -- what is not there ----------------------------------------------------------------------------

TEST(ZoneAnswers, OtherZonesAreRefused) {
  for (const auto name : {"example.net", "d.example.net", "xc.example.net", "org"})
    EXPECT_TRUE(ask(usual(), name, rr_type::a).starts_with("REFUSED qr edns\n")) << name;
}

TEST(ZoneAnswers, NamesBelowHaveNoDataOrAreNotThereAsTheirControlSays) {
  const auto zone = usual();
  // 'i' is 01 0 00, 'm' is 01 1 00; 'a' is no control character of this version.
  EXPECT_EQ(ask(zone, "iaa.c.example.net", rr_type::a),
            "NOERROR qr aa edns\n?: iaa.c.example.net. IN A\n" + nodata_soa);
  EXPECT_EQ(ask(zone, "maa.c.example.net", rr_type::ns),
            "NXDOMAIN qr aa edns\n?: maa.c.example.net. IN NS\n" + nodata_soa);
  EXPECT_EQ(ask(zone, "b.aaa.c.example.net", rr_type::any),
            "NOERROR qr aa edns\n?: b.aaa.c.example.net. IN ANY\n" + nodata_soa);
}

TEST(ZoneAnswers, ANegativeAnswerAddsAtMost80OctetsWhateverTheServersAreCalled) {
  for (std::size_t octets = 1; octets <= 63; ++octets) {
    const auto host = std::string(octets, 'n');
    for (const auto& server : {host + ".example.org=192.0.2.1", host + ".c.example.net=192.0.2.1"})
      for (const auto name : {"iaa.c.example.net", "c.example.net"}) {
        const auto query = query_for(name, rr_type::txt);
        const auto answer = answer_to(answers_of({server}), query);
        EXPECT_LE(answer.size(), query.size() + negative_octets_added_max) << server;
        EXPECT_TRUE(dns_text(answer).starts_with("NOERROR qr aa edns\n")) << server;
      }
  }
}

TEST(ZoneAnswers, TheQuestionComesBackAsItWasAsked) {
  made_query query;
  query.name = dns_name(as_bytes(std::string_view("\3IaA\1C\7eXamPle\3nEt\0", 19)));
  query.dnssec_ok = true;
  query.flags = 0x0110;
  const auto asked = query.encode();
  const auto answer = answer_to(usual(), asked);
  EXPECT_EQ(dns_text(answer),
            "NOERROR qr aa rd cd edns do\n?: IaA.C.eXamPle.nEt. IN TXT\n"
            "#: C.eXamPle.nEt. 0 IN SOA ns1.C.eXamPle.nEt."
            " hostmaster.C.eXamPle.nEt. 1 3600 600 86400 0\n");
}

}  // namespace
}  // namespace aviary
