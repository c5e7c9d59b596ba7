#include "sim/network/resolver_profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/sim/network/driven_resolver.hpp"

namespace aviary {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

// -- the profiles ---------------------------------------------------------------------------------

TEST(ResolverProfile, IsFoundByItsName) {
  for (const auto* name : {"unbound", "bind", "pdns", "kresd", "dnsmasq", "dnsdist"}) {
    const auto* found = find_resolver_profile(name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->name, name);
  }
  EXPECT_EQ(find_resolver_profile("named"), nullptr);
  EXPECT_EQ(find_resolver_profile(""), nullptr);
}

TEST(ResolverProfile, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const auto& profile : resolver_profiles()) EXPECT_TRUE(names.insert(profile.name).second);
  EXPECT_EQ(names.size(), 8u);
}

TEST(ResolverProfile, ValuesFitEachOther) {
  for (const auto& profile : resolver_profiles()) {
    SCOPED_TRACE(profile.name);
    const auto& retry = profile.retry;
    EXPECT_GE(retry.attempts_max, 1u);
    EXPECT_GT(retry.timeout_min.count(), 0);
    EXPECT_LE(retry.timeout_min, retry.timeout_first);
    EXPECT_LE(retry.timeout_first, retry.timeout_max);
    EXPECT_GT(retry.stream_timeout.count(), 0);
    EXPECT_LE(profile.cache.ttl_min, profile.cache.ttl_max);
    EXPECT_GE(profile.query.edns_octets, plain_dns_payload_octets);
    EXPECT_GE(profile.stub.udp_octets_max, plain_dns_payload_octets);
    EXPECT_GE(profile.stub.open_max, 1u);
    EXPECT_GE(profile.stub.waiters_max, 1u);
    // A timeout that never grows to it would make the server's silence go unnoticed.
    EXPECT_LE(profile.outage.down_from, retry.timeout_max);
    EXPECT_LE(profile.outage.probes_from, retry.timeout_max);
    EXPECT_FALSE(profile.forwards && profile.minimisation.on);
    EXPECT_FALSE(profile.forwards && profile.cache.on);
  }
}

// -- questions ------------------------------------------------------------------------------------

std::vector<std::string> questions_for(std::string_view profile) {
  driven_resolver it(profile_of(profile));
  it.ask(long_name);
  it.pass_minimised();
  it.reply_text("said");
  EXPECT_EQ(read(it, long_name).text, "said");
  return it.questions();
}

TEST(ResolverProfile, MinimisesAsEachResolverDoes) {
  const auto txt = "TXT aaa.bbb.ccc.ddd";
  EXPECT_THAT(questions_for("unbound"),
              ElementsAre("A ddd", "A ccc.ddd", "A bbb.ccc.ddd", "A aaa.bbb.ccc.ddd", txt));
  EXPECT_THAT(questions_for("bind"), ElementsAre("NS ddd", "NS ccc.ddd", "NS bbb.ccc.ddd", txt));
  EXPECT_THAT(questions_for("pdns"), ElementsAre("A ddd", "A ccc.ddd", "A bbb.ccc.ddd", txt));
  auto plain_case = profile_of("kresd");
  plain_case.query.mixes_case = false;
  driven_resolver kresd(plain_case);
  kresd.ask(long_name);
  kresd.pass_minimised();
  EXPECT_THAT(kresd.questions(), ElementsAre("NS ddd", txt));
  EXPECT_THAT(questions_for("dnsmasq"), ElementsAre(txt));
}

TEST(ResolverProfile, AskedForAItAsksTheWholeNameOnce) {
  driven_resolver it(profile_of("unbound"));
  it.ask("aaa.bbb.c.example.net", 1, rr_type::a);
  it.reply(negative_to(it.asked.back().query));
  it.reply(negative_to(it.asked.back().query));
  EXPECT_THAT(it.questions(), ElementsAre("A bbb", "A aaa.bbb"));
  EXPECT_EQ(it.rcode(), noerror);
}

TEST(ResolverProfile, KeptNodataSparesQuestionsBelowIt) {
  for (const auto* name : {"pdns", "unbound"}) {
    driven_resolver it(profile_of(name));
    it.ask("aaa.ddd.c.example.net");
    it.pass_minimised(60);
    it.reply_text("said");
    it.asked.clear();
    it.ask("bbb.ddd.c.example.net");
    it.pass_minimised(60);
    if (it.model.profile().minimisation.keeps_answers)
      EXPECT_THAT(it.questions(), ElementsAre("TXT bbb.ddd"));
    else
      EXPECT_THAT(it.questions(), ElementsAre("A ddd", "A bbb.ddd", "TXT bbb.ddd"));
  }
}

TEST(ResolverProfile, BadRcodesAreAskedAgainAsOftenAsMeasured) {
  for (const auto& [name, times] :
       {std::pair{"unbound", 1 + 5}, {"bind", 1}, {"pdns", 1}, {"kresd", 3}}) {
    driven_resolver it(profile_of(name));
    it.ask("a.c.example.net");
    for (int i = 0; i < 20 && it.told.empty(); ++i)
      it.reply(rcode_to(it.asked.back().query, dns_rcode::refused));
    EXPECT_EQ(it.asked.size(), static_cast<std::size_t>(times)) << name;
  }
}

// -- what is kept ---------------------------------------------------------------------------------

TEST(ResolverProfile, TtlZeroIsKeptByThoseThatHaveAMinimum) {
  for (const auto& [name, kept] : {std::pair{"unbound", false}, {"pdns", true}, {"kresd", true}}) {
    driven_resolver it(profile_of(name));
    it.ask("a.c.example.net");
    it.pass_minimised();
    it.reply_text("said", 0);
    const auto before = it.asked.size();
    it.wait(milliseconds(900));
    it.ask("a.c.example.net");
    EXPECT_EQ(it.asked.size() == before, kept) << name;
    it.wait(seconds(5));
    it.ask("a.c.example.net");
    EXPECT_GT(it.asked.size(), before) << name;
  }
}

TEST(ResolverProfile, AnswersServfailByItselfForAWhile) {
  for (const auto& [name, ttl] :
       {std::pair{"unbound", 5}, {"bind", 1}, {"pdns", 60}, {"kresd", 0}}) {
    driven_resolver it(profile_of(name));
    it.ask("a.c.example.net");
    for (int i = 0; i < 20 && it.told.empty(); ++i)
      it.reply(rcode_to(it.asked.back().query, dns_rcode::refused));
    EXPECT_EQ(it.rcode(), servfail) << name;
    const auto before = it.asked.size();
    it.wait(seconds(ttl) - milliseconds(ttl > 0 ? 1 : 0));
    it.ask("a.c.example.net");
    EXPECT_EQ(it.asked.size() == before, ttl > 0) << name;
    it.wait(milliseconds(1));
    it.ask("a.c.example.net");
    EXPECT_GT(it.asked.size(), before) << name;
  }
}

TEST(ResolverProfile, UnboundAnswersNobodyWhoHasWaitedTooLongAndKeepsTheAnswer) {
  driven_resolver it(profile_of("unbound"));
  it.ask("a.c.example.net");
  it.pass_minimised();
  it.wait(milliseconds(1'901));
  it.reply_text("said", 15);
  EXPECT_THAT(it.told, IsEmpty());
  it.ask("a.c.example.net");
  EXPECT_EQ(read(it, "a.c.example.net").text, "said");
}

// -- a silent name server -------------------------------------------------------------------------

/// The name server answers once, at once.
void warm(driven_resolver& it) {
  it.ask("warm.c.example.net");
  it.pass_minimised();
  it.reply_text("said");
  it.asked.clear();
  it.asked_at.clear();
}

TEST(ResolverProfile, UnboundAsksASilentNameServerAsMeasured) {
  auto profile = profile_of("unbound");
  profile.retry.attempts_max = 5;  // the parent's name server was silent too
  driven_resolver it(profile);
  warm(it);
  it.ask("q9.c.example.net");
  it.wait(milliseconds(60'560));
  EXPECT_THAT(it.questions(), ElementsAre("A q9", "A q9", "A q9", "A q9", "A q9", "A q9", "TXT q9",
                                          "TXT q9", "TXT q9", "TXT q9"));
  EXPECT_THAT(it.asked_at, ElementsAre(0, 50, 100, 200, 300, 500, 700, 1100, 1500, 2300));
  it.asked.clear();
  it.asked_at.clear();
  for (const auto* name : {"q9", "q10", "q11", "q12"}) {
    it.ask(std::string(name) + ".c.example.net");
    it.wait(milliseconds(60'560));
  }
  EXPECT_THAT(it.questions(), ElementsAre("A q9", "A q9", "A q9", "A q9", "A q9", "TXT q9", "A q10",
                                          "A q11", "A q12"));
  EXPECT_THAT(it.asked_at, ElementsAre(60'560, 62'160, 63'760, 66'960, 70'160, 76'560, 121'120,
                                       181'680, 242'240));
  it.asked.clear();
  for (int i = 0; i < 40; ++i) {
    it.ask("back" + std::to_string(i) + ".c.example.net");
    it.wait(seconds(1));
  }
  EXPECT_THAT(it.questions(), IsEmpty());
  EXPECT_EQ(it.rcode(it.told.size() - 1), servfail);
}

TEST(ResolverProfile, BindAsksThreeTimesAtOneIntervalAndThenDoublesIt) {
  driven_resolver it(profile_of("bind"));
  it.ask("q9.c.example.net");
  it.wait(seconds(11));
  EXPECT_THAT(it.asked_at, ElementsAre(0, 800, 1600, 2400, 4000, 7200));
  EXPECT_EQ(it.rcode(), servfail);
}

TEST(ResolverProfile, PowerdnsAsksOnce) {
  driven_resolver it(profile_of("pdns"));
  it.ask("q9.c.example.net");
  it.wait(milliseconds(1'499));
  EXPECT_EQ(it.rcode(), no_answer);
  it.wait(milliseconds(1));
  EXPECT_EQ(it.rcode(), servfail);
  EXPECT_EQ(it.asked.size(), 1u);
}

TEST(ResolverProfile, PowerdnsAsksForTheWholeNameWhereTheOneAboveHasNoAnswer) {
  driven_resolver it(profile_of("pdns"));
  it.ask(long_name);
  it.wait(milliseconds(2'999));
  EXPECT_THAT(it.questions(), ElementsAre("A ddd", "TXT aaa.bbb.ccc.ddd"));
  EXPECT_EQ(it.rcode(), no_answer);
  it.wait(milliseconds(1));
  EXPECT_EQ(it.rcode(), servfail);
}

TEST(ResolverProfile, BindGoesOnForTwoSecondsBehindItsAnswer) {
  driven_resolver it(profile_of("bind"));
  it.ask(long_name);
  it.wait(milliseconds(10'000));
  EXPECT_EQ(it.rcode(), servfail);
  it.wait(seconds(5));
  EXPECT_THAT(it.asked_at, ElementsAre(0, 800, 1600, 2400, 4000, 7200, 10'000, 10'800, 11'600));
  EXPECT_EQ(it.told.size(), 1u);
  EXPECT_EQ(it.model.open(), 0u);
}

TEST(ResolverProfile, KnotGoesOverTcpAfterTwoTimeoutsAndStaysThere) {
  driven_resolver it(profile_of("kresd"));
  it.ask("q1.c.example.net");
  it.wait(seconds(2));
  ASSERT_EQ(it.asked.size(), 3u);
  EXPECT_FALSE(it.asked[1].over_stream);
  EXPECT_TRUE(it.asked[2].over_stream);
  it.reply_text("said");
  EXPECT_EQ(read(it, "q1.c.example.net").text, "said");
  it.ask("q2.c.example.net");
  EXPECT_TRUE(it.asked.back().over_stream);
  it.wait(minutes(2));
  it.ask("q3.c.example.net");
  EXPECT_FALSE(it.asked.back().over_stream);
}

// -- outages --------------------------------------------------------------------------------------

/// Asks for a new name every so often; how many seconds pass until one reaches the name server.
long seconds_until_asked(driven_resolver& it, int names_from) {
  const auto begin = it.now;
  const auto before = it.asked.size();
  for (int i = names_from; it.asked.size() == before; ++i) {
    it.wait(seconds(1));
    it.ask("n" + std::to_string(i) + ".c.example.net");
  }
  return (it.now - begin) / seconds(1);
}

void be_silent_for(driven_resolver& it, std::chrono::seconds time) {
  const auto end = it.now + time;
  for (int i = 0; it.now < end; ++i) {
    it.ask("s" + std::to_string(i) + ".c.example.net");
    it.wait(seconds(5));
  }
}

TEST(ResolverProfile, UnboundFindsTheNameServerSoonAfterAnOutageOfUpToTwoMinutes) {
  long longest = 0;
  for (int outage = 5; outage <= 120; outage += 5) {
    driven_resolver it(profile_of("unbound"));
    warm(it);
    be_silent_for(it, seconds(outage));
    longest = std::max(longest, seconds_until_asked(it, 0));
  }
  EXPECT_GE(longest, 24);
  EXPECT_LE(longest, 65);
}

TEST(ResolverProfile, UnboundForgetsALongOutageOnlyWithItsMemory) {
  driven_resolver it(profile_of("unbound"));
  be_silent_for(it, minutes(10));
  EXPECT_NEAR(static_cast<double>(seconds_until_asked(it, 0)), 5 * 60, 10);
  EXPECT_EQ(it.rcode(it.told.size() - 1), servfail);
  it.pass_minimised();
  it.reply_text("back");
  EXPECT_EQ(it.rcode(it.told.size() - 1), noerror);
}

TEST(ResolverProfile, PowerdnsLeavesASilentNameServerAloneForAMinute) {
  driven_resolver it(profile_of("pdns"));
  auto ask_new = [&, i = 0]() mutable { it.ask("p" + std::to_string(++i) + ".c.example.net"); };
  for (int i = 0; i < 63; ++i) ask_new();
  it.wait(seconds(2));
  ask_new();
  EXPECT_EQ(it.asked.size(), 64u);
  it.wait(milliseconds(1'500));
  ask_new();
  EXPECT_EQ(it.asked.size(), 64u);
  EXPECT_EQ(it.rcode(64), servfail);
  it.wait(seconds(60));
  ask_new();
  EXPECT_EQ(it.asked.size(), 65u);
  it.reply_text("back");
  EXPECT_EQ(it.rcode(65), noerror);
}

TEST(ResolverProfile, KnotAsksOnceForEachNameWhereItsNameServerIsDead) {
  driven_resolver it(profile_of("kresd"));
  for (const auto* name : {"a", "b", "d", "e", "f", "g"})
    it.ask(std::string(name) + ".c.example.net");
  it.wait(milliseconds(400));
  const auto before = it.asked.size();
  it.ask("h.c.example.net");
  EXPECT_EQ(it.asked.size(), before) << "no sooner than a second after the last one";
  EXPECT_EQ(it.rcode(it.told.size() - 1), servfail);
  it.wait(seconds(3));  // five were asked for once more, and then over TCP
  const auto told = it.told.size();
  const auto asked = it.asked.size();
  it.ask("i.c.example.net");
  EXPECT_EQ(it.asked.size(), asked + 1);
  it.wait(seconds(11));
  EXPECT_EQ(it.asked.size(), asked + 1);
  EXPECT_GT(it.told.size(), told);
}

// -- forwarders -----------------------------------------------------------------------------------

TEST(ResolverProfile, DnsmasqPassesOnePacketForEachPacket) {
  auto profile = profile_of("dnsmasq");
  profile.query.doubled = 0;
  driven_resolver it(profile);
  made_query query;
  query.name = *dns_name::parse(long_name);
  query.flags = 0x0110;  // RD, CD
  it.ask(query);
  ASSERT_EQ(it.asked.size(), 1u);
  auto sent = it.asked[0].query;
  const auto stub = query.encode();
  EXPECT_NE(bytes(sent.begin(), sent.begin() + 2), bytes(stub.begin(), stub.begin() + 2));
  EXPECT_EQ(bytes(sent.begin() + 2, sent.end()), bytes(stub.begin() + 2, stub.end()));

  it.reply(rcode_to(sent, dns_rcode::refused));
  EXPECT_EQ(it.rcode(), refused_rcode);
  it.ask(query);
  it.reply(truncated_to(it.asked.back().query));
  EXPECT_TRUE(it.truncated(1));
  it.ask(query, 1, true);
  EXPECT_TRUE(it.asked.back().over_stream);
  it.reply_text("said", 15);
  it.ask(query);
  EXPECT_EQ(it.asked.size(), 4u);
}

TEST(ResolverProfile, DnsmasqSendsARepeatedQueryAgainAndSaysNothingOfFailure) {
  auto profile = profile_of("dnsmasq");
  profile.query.doubled = 0;
  driven_resolver it(profile);
  it.ask("a.c.example.net", 1);
  it.ask("a.c.example.net", 1);
  it.ask("a.c.example.net", 2);
  ASSERT_EQ(it.asked.size(), 2u);
  EXPECT_EQ(it.asked[0], it.asked[1]);
  it.reply_text("said");
  EXPECT_EQ(it.told.size(), 2u);
  it.ask("b.c.example.net");
  it.wait(minutes(1));
  EXPECT_EQ(it.asked.size(), 3u);
  EXPECT_EQ(it.told.size(), 2u);
  EXPECT_EQ(it.model.open(), 0u);
}

TEST(ResolverProfile, DnsmasqRefusesWhatIsAbove150) {
  auto profile = profile_of("dnsmasq");
  profile.query.doubled = 0;
  driven_resolver it(profile);
  for (int i = 0; i < 300; ++i) it.ask("m" + std::to_string(i) + ".c.example.net");
  EXPECT_EQ(it.asked.size(), 150u);
  ASSERT_EQ(it.told.size(), 150u);
  EXPECT_EQ(it.rcode(), refused_rcode);
}

}  // namespace
}  // namespace aviary
