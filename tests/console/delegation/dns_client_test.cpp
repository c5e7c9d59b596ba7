#include "console/delegation/dns_client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "console/dns/dns_listener.hpp"
#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const dns_name apex = *dns_name::parse("c.example.net");

/// A console's edge, to be asked.
struct asked_edge {
  zone_answers zone =
      *zone_answers::of(*zone_name::parse("c.example.net"),
                        {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys{unsealed()};
  system_clock_port clock;
  system_entropy entropy;
  std::unique_ptr<dns_listener> listener;

  asked_edge() {
    dns_listener_settings settings;
    settings.endpoints = {{"127.0.0.1", 0}};
    auto opened = dns_listener::open(settings, zone, keys, clock, entropy);
    listener = *std::move(opened);
    listener->start([](const authentic_batch&) {});
  }
  ~asked_edge() { listener->stop(); }

  lookup_outcome ask(rr_type type, bool over_stream) {
    return ask_and_wait({listener->endpoints().front(), {apex, type, false}, over_stream}, entropy);
  }
};

TEST(DnsClient, AsksOverUdpAndTcp) {
  asked_edge it;
  for (const bool over_stream : {false, true}) {
    const auto said = it.ask(rr_type::soa, over_stream);
    ASSERT_TRUE(said) << said.error();
    EXPECT_TRUE(said->authoritative);
    ASSERT_EQ(said->answer.size(), 1u);
    EXPECT_EQ(said->answer[0].owner, apex);
    EXPECT_EQ(said->answer[0].target.text(), "ns1.c.example.net");
  }
}

TEST(DnsClient, SaysThatNobodyListens) {
  const auto gone = asked_edge().listener->endpoints().front();
  system_entropy entropy;
  for (const bool over_stream : {false, true}) {
    const auto said = ask_and_wait({gone, {apex, rr_type::soa, false}, over_stream}, entropy);
    EXPECT_EQ(said.error(), "Connection refused");
  }
}

}  // namespace
}  // namespace aviary
