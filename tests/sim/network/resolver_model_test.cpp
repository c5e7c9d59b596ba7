#include "sim/network/resolver_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "console/dns/name_server.hpp"
#include "messages/dns_stub.hpp"
#include "tests/console/dns/registered_birds.hpp"
#include "tests/sim/network/driven_resolver.hpp"

namespace aviary {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

// -- QNAME minimisation ---------------------------------------------------------------------------

TEST(ResolverModel, ARelaxedOneAsksForTheWholeNameAfterNxdomainAndAStrictOneBelievesIt) {
  auto profile = profile_of("pdns");
  for (const bool strict : {false, true}) {
    profile.minimisation.strict = strict;
    driven_resolver it(profile);
    it.ask(long_name);
    it.reply(negative_to(it.asked.back().query, 0, dns_rcode::name_error));
    if (strict) {
      EXPECT_THAT(it.questions(), ElementsAre("A ddd"));
      EXPECT_EQ(it.rcode(), nxdomain);
    } else {
      EXPECT_THAT(it.questions(), ElementsAre("A ddd", "TXT aaa.bbb.ccc.ddd"));
      EXPECT_EQ(it.rcode(), no_answer);
    }
  }
}

TEST(ResolverModel, ARelaxedOneAsksForTheWholeNameWhenItIsRefusedOneAbove) {
  driven_resolver it(profile_of("unbound"));
  it.ask(long_name);
  it.reply(rcode_to(it.asked.back().query, dns_rcode::refused));
  EXPECT_THAT(it.questions(), ElementsAre("A ddd", "TXT aaa.bbb.ccc.ddd"));
}

// -- 0x20 -----------------------------------------------------------------------------------------

TEST(ResolverModel, MixesCaseAndBelievesOnlyTheSameBytes) {
  auto profile = plain_profile();
  profile.query.mixes_case = true;
  driven_resolver it(profile);
  const std::string name = "abcdefghijklmnopqrstuvwxyz.c.example.net";
  made_query query;
  query.name = *dns_name::parse(name);
  it.ask(query);
  const auto sent = bytes(it.asked.at(0).query);
  const auto sent_name = parse_query(sent)->name;
  EXPECT_TRUE(same_name(sent_name, query.name.wire()));
  EXPECT_FALSE(std::ranges::equal(sent_name, query.name.wire()));

  auto lowered = text_to(sent, "said");
  std::ranges::transform(lowered.begin() + 12, lowered.begin() + 30, lowered.begin() + 12,
                         lower_case);
  it.reply(lowered);
  EXPECT_THAT(it.told, IsEmpty());
  it.reply_text("said");
  ASSERT_EQ(it.told.size(), 1u);
  // To the stub it goes in the stub's own case.
  const auto question = byte_view(it.told[0].message).subspan(12, query.name.wire().size());
  EXPECT_TRUE(std::ranges::equal(question, query.name.wire()));
  EXPECT_EQ(read(it, name).text, "said");
}

TEST(ResolverModel, OnlyTheRightIdAndQuestionAreBelieved) {
  driven_resolver it(plain_profile());
  it.ask("a.c.example.net");
  auto other_id = text_to(it.asked[0].query, "said");
  other_id[0] ^= 1;
  it.reply(other_id);
  auto other_name = text_to(it.asked[0].query, "said");
  other_name[13] ^= 1;
  it.reply(other_name);
  it.reply(it.asked[0].upstream + 1, text_to(it.asked[0].query, "said"));
  it.reply(it.asked[0].query);
  EXPECT_THAT(it.told, IsEmpty());
  it.reply_text("said");
  EXPECT_EQ(read(it, "a.c.example.net").text, "said");
}

// -- what is kept ---------------------------------------------------------------------------------

TEST(ResolverModel, AnswersFromTheCacheWithTheTtlThatIsLeft) {
  driven_resolver it(plain_profile());
  it.ask("a.c.example.net");
  it.reply_text("said", 15);
  EXPECT_EQ(read(it, "a.c.example.net", 0).ttl, 15u);
  it.wait(seconds(4));
  it.ask("a.c.example.net");
  EXPECT_EQ(it.asked.size(), 1u);
  EXPECT_EQ(read(it, "a.c.example.net", 1).text, "said");
  EXPECT_EQ(read(it, "a.c.example.net", 1).ttl, 11u);
  it.wait(seconds(11));
  it.ask("a.c.example.net");
  EXPECT_EQ(it.asked.size(), 2u);
}

TEST(ResolverModel, KeepsNodataAsLongAsTheSoaSays) {
  driven_resolver it(plain_profile());
  it.ask("a.c.example.net");
  it.reply(negative_to(it.asked.back().query, 10));
  it.wait(seconds(9));
  it.ask("A.c.example.net");
  EXPECT_EQ(it.rcode(1), noerror);
  EXPECT_EQ(it.asked.size(), 1u);
  it.wait(seconds(1));
  it.ask("a.c.example.net");
  EXPECT_EQ(it.asked.size(), 2u);
}

TEST(ResolverModel, NothingIsKeptLongerThanTheMost) {
  auto profile = plain_profile();
  profile.cache.ttl_max = seconds(20);
  profile.cache.negative_ttl_max = seconds(10);
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  it.reply_text("said", 100);
  EXPECT_EQ(read(it, "a.c.example.net").ttl, 20u);
  it.ask("b.c.example.net");
  it.reply(negative_to(it.asked.back().query, 100));
  for (const auto& [time, asked] : {std::pair{seconds(9), 2u}, {seconds(1), 3u}}) {
    it.wait(time);
    it.ask("b.c.example.net");
    EXPECT_EQ(it.asked.size(), asked);
  }
  for (const auto& [time, asked] : {std::pair{seconds(9), 3u}, {seconds(1), 4u}}) {
    it.wait(time);
    it.ask("a.c.example.net");
    EXPECT_EQ(it.asked.size(), asked);
  }
}

TEST(ResolverModel, WithoutACacheNothingIsKept) {
  auto profile = plain_profile();
  profile.cache.on = false;
  profile.cache.failure_ttl = seconds(5);
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  it.reply_text("said", 15);
  it.ask("a.c.example.net");
  it.reply(rcode_to(it.asked.back().query, dns_rcode::refused));
  it.ask("a.c.example.net");
  EXPECT_EQ(it.asked.size(), 3u);
  EXPECT_EQ(it.model.kept(), 0u);
}

// -- late answers ---------------------------------------------------------------------------------

TEST(ResolverModel, AnAnswerToAnAttemptThatWasGivenUpIsDiscarded) {
  auto profile = plain_profile();
  profile.retry.attempts_max = 2;
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  it.wait(milliseconds(999));
  EXPECT_EQ(it.asked.size(), 1u);
  it.wait(milliseconds(1));
  ASSERT_EQ(it.asked.size(), 2u);
  it.reply(it.asked[0].upstream, text_to(it.asked[0].query, "late", 15));
  EXPECT_THAT(it.told, IsEmpty());
  EXPECT_EQ(it.model.kept(), 0u);
  it.reply_text("in time", 15);
  EXPECT_EQ(read(it, "a.c.example.net").text, "in time");
}

TEST(ResolverModel, WhoWaitedTooLongGetsNothingAndTheCacheTheAnswer) {
  auto profile = plain_profile();
  for (const auto discards_after : {milliseconds(0), milliseconds(400)}) {
    profile.stub.discards_after = discards_after;
    driven_resolver it(profile);
    it.ask("a.c.example.net", 1);
    it.wait(milliseconds(1));
    it.ask("a.c.example.net", 2);
    it.wait(milliseconds(400));
    it.reply_text("said", 15);
    ASSERT_EQ(it.told.size(), discards_after.count() == 0 ? 2u : 1u);
    EXPECT_EQ(it.told.back().client, 2u);
    it.ask("a.c.example.net", 1);
    EXPECT_EQ(it.asked.size(), 1u);
    EXPECT_EQ(it.told.back().client, 1u);
  }
}

TEST(ResolverModel, AnAnswerGivesTheNextQuestionItsFullAttempts) {
  auto profile = plain_profile();
  profile.minimisation = {.on = true, .attempts_max = 2};
  profile.retry.attempts_max = 2;
  driven_resolver it(profile);
  it.ask("a.b.c.example.net");
  it.wait(seconds(1));
  it.reply(negative_to(it.asked.back().query));
  it.wait(seconds(1));
  EXPECT_THAT(it.questions(), ElementsAre("A b", "A b", "TXT a.b", "TXT a.b"));
  it.reply_text("said");
  EXPECT_EQ(read(it, "a.b.c.example.net").text, "said");
}

// -- sizes ----------------------------------------------------------------------------------------

TEST(ResolverModel, ATruncatedAnswerIsAskedForOverTcp) {
  driven_resolver it(plain_profile());
  it.ask("a.c.example.net");
  EXPECT_FALSE(it.asked[0].over_stream);
  it.reply(truncated_to(it.asked[0].query));
  ASSERT_EQ(it.asked.size(), 2u);
  EXPECT_TRUE(it.asked[1].over_stream);
  it.reply_text("said");
  EXPECT_EQ(read(it, "a.c.example.net").text, "said");
}

TEST(ResolverModel, WaitsOverTcpAsLongAsItSays) {
  auto profile = plain_profile();
  profile.retry.stream_timeout = seconds(3);
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  it.reply(truncated_to(it.asked[0].query));
  it.wait(milliseconds(2'999));
  EXPECT_EQ(it.rcode(), no_answer);
  it.wait(milliseconds(1));
  EXPECT_EQ(it.rcode(), servfail);
}

TEST(ResolverModel, SetsTheFlagsOfItsProfile) {
  auto profile = plain_profile();
  for (const bool set : {false, true}) {
    profile.query.dnssec_ok = profile.query.checking_disabled = set;
    driven_resolver it(profile);
    it.ask("a.c.example.net");
    const auto sent = parse_query(it.asked[0].query);
    EXPECT_EQ(sent->edns.dnssec_ok, set);
    EXPECT_EQ(sent->checking_disabled, set);
    EXPECT_FALSE(sent->recursion_desired);
  }
}

TEST(ResolverModel, AForwarderTellsNoMoreThanItsOwnSize) {
  auto profile = plain_profile();
  profile.forwards = true;
  profile.query.edns_octets = 800;
  driven_resolver it(profile);
  for (const auto& [stub, told] : {std::pair{1232, 800}, {600, 600}}) {
    made_query query;
    query.name = *dns_name::parse("a" + std::to_string(stub) + ".c.example.net");
    query.edns_payload_octets = static_cast<std::uint16_t>(stub);
    it.ask(query);
    EXPECT_EQ(parse_query(it.asked.back().query)->edns.payload_octets, told);
  }
}

TEST(ResolverModel, AnAnswerAboveTheStubsSizeIsTruncated) {
  const std::string text(700, 'x');
  made_query query;
  query.name = *dns_name::parse("a.c.example.net");
  for (const bool over_stream : {false, true}) {
    for (const auto edns : {std::optional<std::uint16_t>(), std::optional<std::uint16_t>(1232)}) {
      driven_resolver it(plain_profile());
      query.edns_payload_octets = edns;
      it.ask(query, 1, over_stream);
      it.reply_text(text);
      const bool fits = over_stream || edns;
      EXPECT_EQ(it.truncated(), !fits);
      EXPECT_EQ(read(it, "a.c.example.net").text, fits ? text : "no text");
    }
  }
}

TEST(ResolverModel, TheResolversOwnSizesAreTold) {
  auto profile = plain_profile();
  profile.query.edns_octets = 700;
  profile.stub.edns_octets_told = 900;
  profile.stub.udp_octets_max = 600;
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  EXPECT_EQ(parse_query(it.asked[0].query)->edns.payload_octets, 700);
  it.reply_text(std::string(580, 'x'));
  EXPECT_TRUE(it.truncated());
  const auto& message = it.told[0].message;
  EXPECT_EQ(message[message.size() - 8] << 8 | message[message.size() - 7], 900);
}

// -- limits ---------------------------------------------------------------------------------------

TEST(ResolverModel, AboveItsOpenNamesItDropsRefusesOrFails) {
  auto profile = plain_profile();
  profile.stub.open_max = 2;
  for (const auto& [above, rcode] : {std::pair{over_limit::dropped, no_answer},
                                     {over_limit::server_failure, servfail},
                                     {over_limit::refused, refused_rcode}}) {
    profile.stub.above_open = above;
    driven_resolver it(profile);
    for (const auto* name : {"a.c.example.net", "b.c.example.net", "d.c.example.net"}) it.ask(name);
    EXPECT_EQ(it.asked.size(), 2u);
    EXPECT_EQ(it.rcode(), rcode);
    it.reply_text("said");
    it.ask("e.c.example.net");
    EXPECT_EQ(it.asked.size(), 3u);
  }
}

TEST(ResolverModel, TheOldestGivesWayOnceItHasTakenLongEnough) {
  auto profile = plain_profile();
  profile.stub.open_max = 1;
  profile.stub.gives_way_after = milliseconds(200);
  driven_resolver it(profile);
  it.ask("a.c.example.net");
  it.wait(milliseconds(199));
  it.ask("b.c.example.net");
  EXPECT_EQ(it.asked.size(), 1u);
  it.wait(milliseconds(1));
  it.ask("b.c.example.net");
  EXPECT_EQ(it.asked.size(), 2u);
  it.reply(it.asked[0].upstream, text_to(it.asked[0].query, "said"));
  EXPECT_THAT(it.told, IsEmpty());
}

TEST(ResolverModel, AClientHasSoManyQueriesWaiting) {
  auto profile = plain_profile();
  profile.stub.waiting_per_client_max = 2;
  driven_resolver it(profile);
  for (const auto* name : {"a.c.example.net", "b.c.example.net", "d.c.example.net"}) it.ask(name);
  EXPECT_EQ(it.asked.size(), 2u);
  it.ask("d.c.example.net", 2);
  EXPECT_EQ(it.asked.size(), 3u);
  it.reply(it.asked[0].upstream, text_to(it.asked[0].query, "said"));
  it.ask("e.c.example.net");
  EXPECT_EQ(it.asked.size(), 4u);
}

TEST(ResolverModel, AClientHasSoManyQueriesInASecond) {
  auto profile = plain_profile();
  profile.stub.queries_per_second_max = 2;
  profile.stub.above_rate = over_limit::server_failure;
  driven_resolver it(profile);
  for (const auto* name : {"a.c.example.net", "b.c.example.net", "d.c.example.net"}) it.ask(name);
  EXPECT_EQ(it.asked.size(), 2u);
  EXPECT_EQ(it.rcode(), servfail);
  it.ask("d.c.example.net", 2);
  EXPECT_EQ(it.asked.size(), 3u);
  it.wait(milliseconds(999));
  it.ask("e.c.example.net");
  EXPECT_EQ(it.asked.size(), 3u);
  it.wait(milliseconds(1));
  it.ask("e.c.example.net");
  EXPECT_EQ(it.asked.size(), 4u);
}

// -- the same query twice -------------------------------------------------------------------------

TEST(ResolverModel, TheSameQuestionUnderWayIsMergedOrNot) {
  auto profile = plain_profile();
  for (const bool merges : {true, false}) {
    profile.stub.merges_duplicates = merges;
    driven_resolver it(profile);
    it.ask("a.c.example.net", 1);
    it.ask("A.c.example.net", 2);
    EXPECT_EQ(it.asked.size(), merges ? 1u : 2u);
    for (const auto& query : std::vector(it.asked))
      it.reply(query.upstream, text_to(query.query, "said"));
    ASSERT_EQ(it.told.size(), 2u);
    EXPECT_EQ(it.told[0].client, 1u);
    EXPECT_EQ(it.told[1].client, 2u);
    EXPECT_EQ(it.told[0].message[13], 'a');
  }
}

TEST(ResolverModel, ARepeatedQueryWaitsTooIsDroppedOrForwarded) {
  auto profile = plain_profile();
  for (const auto& [how, asked, told] : {std::tuple{repeated_query::waits_too, 1u, 2u},
                                         {repeated_query::dropped, 1u, 1u},
                                         {repeated_query::forwarded, 2u, 1u}}) {
    profile.stub.repeated = how;
    driven_resolver it(profile);
    it.ask("a.c.example.net");
    it.ask("a.c.example.net");
    EXPECT_EQ(it.asked.size(), asked);
    EXPECT_EQ(it.asked.front(), it.asked.back());
    it.reply_text("said");
    EXPECT_EQ(it.told.size(), told);
  }
}

TEST(ResolverModel, OnlySoManyWaitForOneQuestion) {
  auto profile = plain_profile();
  profile.stub.waiters_max = 2;
  driven_resolver it(profile);
  for (const std::uint64_t client : {1u, 2u, 3u}) it.ask("a.c.example.net", client);
  it.reply_text("said");
  EXPECT_EQ(it.told.size(), 2u);
}

TEST(ResolverModel, NowAndThenAQueryLeavesTwiceAndIsAnsweredOnce) {
  auto profile = plain_profile();
  profile.query.doubled = 0.2;
  driven_resolver it(profile);
  for (int i = 0; i < 500; ++i) it.ask("a" + std::to_string(i) + ".c.example.net");
  const auto twice = it.asked.size() - 500;
  EXPECT_NEAR(static_cast<double>(twice), 100, 40);
  for (const auto& query : std::vector(it.asked))
    it.reply(query.upstream, text_to(query.query, "said"));
  EXPECT_EQ(it.told.size(), 500u);
}

// -- strangers ------------------------------------------------------------------------------------

TEST(ResolverModel, WhatIsNoQueryIsToldWhyRefusedOrDropped) {
  made_query two;
  two.name = *dns_name::parse("a.c.example.net");
  two.questions = 2;
  auto answer = two;
  answer.flags = 0x8000;
  auto profile = plain_profile();
  for (const auto& [how, rcode] : {std::pair{malformed_query::told, formerr},
                                   {malformed_query::refused, refused_rcode},
                                   {malformed_query::dropped, no_answer}}) {
    profile.stub.malformed = how;
    driven_resolver it(profile);
    it.ask(answer);
    it.take(it.model.ask(1, bytes(11, 0), false, it.now));
    EXPECT_THAT(it.told, IsEmpty());
    it.ask(two);
    EXPECT_EQ(it.rcode(), rcode);
    EXPECT_THAT(it.asked, IsEmpty());
  }
}

TEST(ResolverModel, KnowsNoOtherZone) {
  driven_resolver it(profile_of("unbound"));
  made_query query;
  query.name = *dns_name::parse("a.example.org");
  it.ask(query);
  EXPECT_EQ(it.rcode(), servfail);
  EXPECT_THAT(it.asked, IsEmpty());
}

/// Drives a model at random, with octets that mean something more often than not.
std::vector<resolver_effect> drive(const resolver_profile& profile, std::uint64_t seed, int steps) {
  resolver_model model(profile, zone_of_resolver, prng(seed));
  prng world(seed, "world");
  std::vector<resolver_effect> all;
  std::vector<resolver_effects::ask> asked;
  instant now{};
  const auto take = [&](std::vector<resolver_effect> some) {
    for (auto& one : some) {
      if (const auto* query = std::get_if<resolver_effects::ask>(&one)) asked.push_back(*query);
      all.push_back(std::move(one));
    }
  };
  for (int i = 0; i < steps; ++i) {
    now += milliseconds(world.between(0, 300));
    take(model.tick(now));
    made_query query;
    query.name = *dns_name::parse("n" + std::to_string(world.between(0, 20)) + ".l" +
                                  std::to_string(world.between(0, 3)) + ".c.example.net");
    query.id = static_cast<std::uint16_t>(world.between(0, 3));
    auto octets = query.encode();
    if (world.chance(0.1)) octets[world.between(0, octets.size() - 1)] ^= 0x41;
    take(model.ask(world.between(1, 3), octets, world.chance(0.1), now));
    if (asked.empty() || world.chance(0.3)) continue;
    const auto chosen = asked[world.between(0, asked.size() - 1)];
    auto said = world.chance(0.5) ? text_to(chosen.query, "said", 3) : negative_to(chosen.query, 2);
    if (said.empty()) continue;
    if (world.chance(0.2)) said[world.between(0, said.size() - 1)] ^= 0xC1;
    if (world.chance(0.1)) said.resize(world.between(0, said.size()));
    take(model.answered(chosen.upstream, said, now));
  }
  RC_ASSERT(model.open() <= profile.stub.open_max);
  return all;
}

TEST(ResolverModel, SurvivesAnythingAndDoesTheSameAgain) {
  EXPECT_TRUE(rc::check("the same seed gives the same effects", [] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    for (const auto& profile : resolver_profiles()) {
      const auto once = drive(profile, seed, 150);
      RC_ASSERT(!once.empty());
      RC_ASSERT(once == drive(profile, seed, 150));
    }
  }));
}

TEST(ResolverModel, AnotherSeedDrawsOtherCase) {
  const auto profile = profile_of("kresd");
  EXPECT_NE(drive(profile, 1, 20), drive(profile, 2, 20));
}

TEST(ResolverModel, EndsWithNothingUnderWay) {
  for (const auto& profile : resolver_profiles()) {
    driven_resolver it(profile);
    for (int i = 0; i < 300; ++i) it.ask("a" + std::to_string(i) + ".c.example.net");
    it.wait(minutes(30));
    EXPECT_EQ(it.model.open(), 0u) << profile.name;
    EXPECT_EQ(it.model.next_due(), std::nullopt) << profile.name;
  }
}

// -- before the console's own name server ---------------------------------------------------------

/// A name server with one bird, whose requests all get the same text.
struct console_under_test {
  zone_answers zone = *zone_answers::of(
      zone_of_resolver, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys{unsealed()};
  edge_counters counters;
  known_bird bird{1};
  answer_slots slots{zone, counters, 1, [] {}, 16};
  name_server machine{zone, keys, slots, counters, query_limits::key{9}};
  int authentic = 0;

  console_under_test() { admit(keys, bird); }

  bytes answer(byte_view query) {
    bytes out(name_server::tcp_answer_octets_max);
    authentic_batch batch;
    const auto room = std::span(out).first(name_server::udp_answer_octets_max);
    const auto verdict = machine.receive(query, {}, {}, room, batch);
    out.resize(verdict.octets);
    for (const auto& request : batch.requests) {
      ++authentic;
      slots.answer(request.query.slot, as_bytes("reply"));
    }
    answer_slots::finished_answer one;
    while (slots.collect({&one, 1}) == 1) {
      out.assign(one.message.begin(), one.message.end());
      slots.free(one);
    }
    return out;
  }
};

TEST(ResolverModel, GetsThroughTheConsolesNameServerWithEveryProfile) {
  for (const auto& profile : resolver_profiles()) {
    console_under_test console;
    driven_resolver it(profile);
    const auto name = console.bird.say(zone_of_resolver, {1}, bytes(100, 'x')).name;
    made_query query;
    query.name = name;
    it.ask(query);
    for (std::size_t next = 0; next < it.asked.size() && it.told.empty(); ++next)
      it.reply(it.asked[next].upstream, console.answer(it.asked[next].query));
    ASSERT_EQ(it.told.size(), 1u) << profile.name;
    bytes room(4096);
    const auto got = parse_stub_answer(it.told[0].message, 0x1234, name, room);
    ASSERT_TRUE(got) << profile.name;
    EXPECT_EQ(as_text(got->text), "reply") << profile.name;
    EXPECT_EQ(console.authentic, 1) << profile.name;
    // A stranger's name gets NODATA and its SOA through it.
    it.ask("stranger.c.example.net", 2);
    for (std::size_t next = 0; next < it.asked.size() && it.told.size() < 2; ++next)
      it.reply(it.asked[next].upstream, console.answer(it.asked[next].query));
    ASSERT_EQ(it.told.size(), 2u) << profile.name;
    EXPECT_EQ(it.rcode(1), noerror);
    EXPECT_EQ(it.told[1].message[9], 1) << "one SOA in the authority section";
  }
}

}  // namespace
}  // namespace aviary
