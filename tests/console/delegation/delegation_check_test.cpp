#include "console/delegation/delegation_check.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace aviary {
namespace {

dns_name name(std::string_view text) {
  return *dns_name::parse(text);
}

resource_record soa(std::string_view zone, std::uint32_t ttl = 0) {
  return {name(zone), rr_type::soa, ttl, name("ns1.c.example.net"), ""};
}
resource_record ns(std::string_view zone, std::string_view host) {
  return {name(zone), rr_type::ns, 3600, name(host), ""};
}
resource_record a(std::string_view host, std::string_view address) {
  return {name(host), rr_type::a, 3600, {}, std::string(address)};
}

/// Servers that answer what they were told to, and are silent about everything else.
class dns_world {
 public:
  /// `where`: a server's address, "tcp" behind it for a stream.
  void let(const std::string& where, std::string_view asked, rr_type type, dns_response answer) {
    answers_[key(where, name(asked), type)] = std::move(answer);
  }
  void silence(const std::string& where, std::string_view asked, rr_type type) {
    answers_.erase(key(where, name(asked), type));
  }

  ask_dns port() const {
    return [this](const dns_lookup& lookup) -> lookup_outcome {
      const auto where = lookup.server.host + (lookup.over_stream ? " tcp" : "");
      EXPECT_EQ(lookup.server.port, 53);
      EXPECT_EQ(lookup.asked.recursion_desired, lookup.server.host == "192.0.2.1");
      const auto found = answers_.find(key(where, lookup.asked.name, lookup.asked.type));
      if (found == answers_.end()) return std::string("no answer within 2 s");
      return found->second;
    };
  }

 private:
  static std::string key(const std::string& where, const dns_name& asked, rr_type type) {
    return where + " " + asked.text() + " " + std::to_string(static_cast<int>(type));
  }
  std::map<std::string, dns_response> answers_;
};

const std::string resolver = "192.0.2.1";
const std::string console = "192.0.2.53";
const std::string parent = "198.51.100.1";
constexpr auto fresh = "f00d.c.example.net";

dns_response referral() {
  return {.authority = {ns("c.example.net", "NS1.c.example.net")},
          .additional = {a("ns1.c.example.net", console)}};
}

/// Everything as it should be.
dns_world healthy() {
  dns_world world;
  const dns_response own{.authoritative = true, .answer = {soa("c.example.net")}};
  world.let(console, "c.example.net", rr_type::soa, own);
  world.let(console + " tcp", "c.example.net", rr_type::soa, own);
  world.let(resolver, "example.net", rr_type::soa, {.answer = {soa("example.net")}});
  world.let(resolver, "example.net", rr_type::ns, {.answer = {ns("example.net", "a.example.net")}});
  world.let(resolver, "a.example.net", rr_type::a, {.answer = {a("a.example.net", parent)}});
  world.let(parent, "c.example.net", rr_type::ns, referral());
  world.let(resolver, fresh, rr_type::txt, {.authority = {soa("c.example.net")}});
  return world;
}

delegation_report checked(const dns_world& world, const std::vector<std::string>& name_servers = {
                                                      "ns1.c.example.net=192.0.2.53"}) {
  delegation_question question{*zone_name::parse("c.example.net"), {}, {resolver, 53}, name(fresh)};
  for (const auto& text : name_servers)
    question.name_servers.push_back(*parse_name_server_record(text));
  return check_delegation(question, world.port());
}

/// What is not in order, a line each.
std::string faults(const delegation_report& report) {
  std::string text;
  for (const auto& one : report.findings)
    if (one.state != finding_state::ok)
      text += std::string(to_text(one.state)) + ": " + one.what + "\n";
  return text;
}

std::string hint_of_first_fault(const delegation_report& report) {
  for (const auto& one : report.findings)
    if (one.state != finding_state::ok) return one.hint;
  return "";
}

// -- as it should be ------------------------------------------------------------------------------

TEST(DelegationCheck, SaysWhatIsInOrder) {
  const auto report = checked(healthy());
  EXPECT_TRUE(report.delegated);
  const std::vector<delegation_finding> expected{
      {finding_state::ok, "ns1.c.example.net (192.0.2.53) answers over UDP and TCP", ""},
      {finding_state::ok, "example.net delegates c.example.net to this console", ""},
      {finding_state::ok, "a name below c.example.net reaches the console through 192.0.2.1:53",
       ""}};
  EXPECT_EQ(report.findings, expected);
}

TEST(DelegationCheck, WritesWhatTheZoneAboveNeeds) {
  const std::vector records{*parse_name_server_record("ns1.c.example.net=192.0.2.53"),
                            *parse_name_server_record("ns1.c.example.net=2001:db8::53"),
                            *parse_name_server_record("ns.example.org=198.51.100.7")};
  const std::vector<std::string> expected{
      "c.example.net. NS ns1.c.example.net.", "c.example.net. NS ns.example.org.",
      "ns1.c.example.net. A 192.0.2.53", "ns1.c.example.net. AAAA 2001:db8::53"};
  EXPECT_EQ(parent_records(*zone_name::parse("c.example.net"), records), expected);
}

// -- the zone's own name servers ------------------------------------------------------------------

TEST(DelegationCheck, TellsUdpFromTcp) {
  auto world = healthy();
  world.silence(console + " tcp", "c.example.net", rr_type::soa);
  EXPECT_EQ(faults(checked(world)),
            "wrong: ns1.c.example.net (192.0.2.53) does not answer over TCP: no answer within 2 "
            "s\n");
  EXPECT_FALSE(checked(world).delegated);
  world.silence(console, "c.example.net", rr_type::soa);
  world.let(resolver, fresh, rr_type::txt, {.rcode = dns_rcode::server_failure});
  EXPECT_EQ(hint_of_first_fault(checked(world)),
            "is the console served there (aviary-console serve --dns 192.0.2.53:53), and may UDP "
            "port 53 pass to it?");
}

TEST(DelegationCheck, KnowsAnotherServerOnItsAddress) {
  auto world = healthy();
  const auto expected =
      "wrong: ns1.c.example.net (192.0.2.53) answers over UDP, but does not speak for "
      "c.example.net\n";
  world.let(console, "c.example.net", rr_type::soa, {.rcode = dns_rcode::refused});
  EXPECT_EQ(faults(checked(world)), expected);
  world.let(console, "c.example.net", rr_type::soa, {.answer = {soa("c.example.net")}});
  EXPECT_EQ(faults(checked(world)), expected);  // a resolver: it has not said AA
  world.let(console, "c.example.net", rr_type::soa,
            {.authoritative = true, .authority = {soa("example.net")}});
  EXPECT_EQ(faults(checked(world)), expected);
}

TEST(DelegationCheck, SaysThatLoopbackProvesNothing) {
  auto world = healthy();
  const dns_response own{.authoritative = true, .answer = {soa("c.example.net")}};
  world.let("127.0.0.1", "c.example.net", rr_type::soa, own);
  world.let("127.0.0.1 tcp", "c.example.net", rr_type::soa, own);
  auto said = referral();
  said.additional = {a("ns1.c.example.net", "127.0.0.1")};
  world.let(parent, "c.example.net", rr_type::ns, said);
  EXPECT_EQ(faults(checked(world, {"ns1.c.example.net=127.0.0.1"})),
            "unknown: ns1.c.example.net (127.0.0.1) is reached from this machine alone\n");
}

// -- the zone above -------------------------------------------------------------------------------

TEST(DelegationCheck, SaysWhatToEnterWhenNothingIsDelegated) {
  for (const auto rcode : {dns_rcode::name_error, dns_rcode::no_error}) {
    auto world = healthy();
    world.let(parent, "c.example.net", rr_type::ns,
              {.rcode = rcode, .authoritative = true, .authority = {soa("example.net", 900)}});
    world.let(resolver, fresh, rr_type::txt,
              {.rcode = rcode, .authority = {soa("example.net", 900)}});
    const auto report = checked(world);
    EXPECT_EQ(faults(report),
              "wrong: example.net does not delegate c.example.net\n"
              "wrong: the resolver 192.0.2.1:53 does not find the console: example.net answers "
              "instead\n");
    EXPECT_EQ(hint_of_first_fault(report),
              "enter there: c.example.net. NS ns1.c.example.net.   ns1.c.example.net. A "
              "192.0.2.53");
    EXPECT_NE(report.findings.back().hint.find("900 s"), std::string::npos);
  }
}

TEST(DelegationCheck, FindsTheZoneAboveWhereverItBegins) {
  auto world = healthy();
  // example.net is no zone of its own: net holds its records.
  world.let(resolver, "example.net", rr_type::soa, {.authority = {soa("net")}});
  world.let(resolver, "net", rr_type::ns, {.answer = {ns("net", "a.example.net")}});
  EXPECT_EQ(checked(world).findings[1].what, "net delegates c.example.net to this console");
}

TEST(DelegationCheck, ComparesNameServers) {
  auto world = healthy();
  const std::vector<std::string> two{"ns1.c.example.net=192.0.2.53",
                                     "ns2.c.example.net=192.0.2.53"};
  EXPECT_EQ(faults(checked(world, two)),
            "wrong: example.net leaves out the name server ns2.c.example.net\n");
  auto said = referral();
  said.authority.push_back(ns("c.example.net", "old.example.net"));
  world.let(parent, "c.example.net", rr_type::ns, said);
  EXPECT_EQ(faults(checked(world)),
            "wrong: example.net names old.example.net, which is no name server of this console\n");
}

TEST(DelegationCheck, ComparesGlue) {
  auto world = healthy();
  auto said = referral();
  said.additional.clear();
  world.let(parent, "c.example.net", rr_type::ns, said);
  EXPECT_EQ(faults(checked(world)),
            "wrong: example.net gives no address of ns1.c.example.net (glue)\n");
  said.additional = {a("ns1.c.example.net", "192.0.2.99")};
  world.let(parent, "c.example.net", rr_type::ns, said);
  EXPECT_EQ(faults(checked(world)),
            "wrong: example.net says that ns1.c.example.net has the address 192.0.2.99; the "
            "console has 192.0.2.53\n");
  world.let(parent, "c.example.net", rr_type::ns, referral());
  const dns_response own{.authoritative = true, .answer = {soa("c.example.net")}};
  world.let("192.0.2.54", "c.example.net", rr_type::soa, own);
  world.let("192.0.2.54 tcp", "c.example.net", rr_type::soa, own);
  EXPECT_EQ(
      faults(checked(world, {"ns1.c.example.net=192.0.2.53", "ns1.c.example.net=192.0.2.54"})),
      "wrong: example.net does not give the address 192.0.2.54 of ns1.c.example.net\n");
}

TEST(DelegationCheck, SaysWhichServerSaysWhat) {
  auto world = healthy();
  world.let(resolver, "example.net", rr_type::ns,
            {.answer = {ns("example.net", "a.example.net"), ns("example.net", "b.example.net")}});
  world.let(resolver, "b.example.net", rr_type::a,
            {.answer = {a("b.example.net", "198.51.100.2")}});
  world.let("198.51.100.2", "c.example.net", rr_type::ns,
            {.rcode = dns_rcode::name_error, .authoritative = true});
  EXPECT_EQ(faults(checked(world)),
            "wrong: example.net does not delegate c.example.net, says b.example.net "
            "(198.51.100.2)\n");
  world.let("198.51.100.2", "c.example.net", rr_type::ns, referral());
  EXPECT_EQ(faults(checked(world)), "");
  EXPECT_EQ(checked(world).findings.size(), 3u);  // what both say is said once
}

TEST(DelegationCheck, TakesANetworkThatLetsNobodyOutForNoFault) {
  auto world = healthy();
  world.silence(parent, "c.example.net", rr_type::ns);
  const std::string parent_is_silent =
      "unknown: a.example.net (198.51.100.1), which serves example.net, does not answer: no answer "
      "within 2 s\n";
  EXPECT_TRUE(checked(world).delegated);
  EXPECT_EQ(faults(checked(world)), parent_is_silent);
  auto closed = world;
  closed.silence(console, "c.example.net", rr_type::soa);
  closed.silence(console + " tcp", "c.example.net", rr_type::soa);
  const std::string console_is_silent = "ns1.c.example.net (192.0.2.53) does not answer over ";
  const std::string nothing = ": no answer within 2 s\n";
  EXPECT_TRUE(checked(closed).delegated);
  EXPECT_EQ(faults(checked(closed)), "unknown: " + console_is_silent + "UDP" + nothing +
                                         "unknown: " + console_is_silent + "TCP" + nothing +
                                         parent_is_silent);
  closed.let(resolver, fresh, rr_type::txt, {.rcode = dns_rcode::server_failure});
  EXPECT_FALSE(checked(closed).delegated);
  EXPECT_EQ(checked(closed).findings[0].state, finding_state::wrong);
  world.silence(resolver, "a.example.net", rr_type::a);
  EXPECT_EQ(faults(checked(world)),
            "unknown: the resolver 192.0.2.1:53 does not say who serves example.net\n");
  world.silence(resolver, "example.net", rr_type::soa);
  EXPECT_EQ(faults(checked(world)),
            "unknown: the resolver 192.0.2.1:53 does not say which zone is above c.example.net: no "
            "answer within 2 s\n");
}

TEST(DelegationCheck, AsksNoMoreServersThanItMust) {
  auto world = healthy();
  dns_response many;
  for (int i = 0; i < 20; ++i) many.answer.push_back(ns("example.net", "nowhere.example.net"));
  world.let(resolver, "example.net", rr_type::ns, many);
  std::size_t asked = 0;
  const auto port = world.port();
  delegation_question question{*zone_name::parse("c.example.net"),
                               {*parse_name_server_record("ns1.c.example.net=192.0.2.53")},
                               {resolver, 53},
                               name(fresh)};
  check_delegation(question, [&](const dns_lookup& lookup) {
    asked += lookup.asked.name == name("nowhere.example.net") ? 1 : 0;
    return port(lookup);
  });
  EXPECT_EQ(asked, 2 * parent_servers_max);  // A and AAAA
}

TEST(DelegationCheck, TriesBothAddressesOfAServer) {
  auto world = healthy();
  const std::string ipv6 = "2001:db8::1";
  world.let(resolver, "a.example.net", rr_type::aaaa,
            {.answer = {{name("a.example.net"), rr_type::aaaa, 3600, {}, ipv6}}});
  world.silence(parent, "c.example.net", rr_type::ns);
  world.let(ipv6, "c.example.net", rr_type::ns, referral());
  EXPECT_EQ(faults(checked(world)), "");
}

TEST(DelegationCheck, BelievesNoServerThatDoesNotSpeakForTheZoneAbove) {
  const std::string lame = "unknown: example.net is not what a server of it speaks for\n";
  auto world = healthy();
  world.let(parent, "c.example.net", rr_type::ns, {.rcode = dns_rcode::refused});
  EXPECT_EQ(faults(checked(world)), lame);
  world.let(parent, "c.example.net", rr_type::ns, {});
  EXPECT_EQ(faults(checked(world)), lame);
  dns_response upwards;
  upwards.authority = {{dns_name(), rr_type::ns, 3600, name("a.root.example"), ""}};
  world.let(parent, "c.example.net", rr_type::ns, upwards);
  EXPECT_EQ(faults(checked(world)), lame);
}

TEST(DelegationCheck, TakesNoZoneElsewhereForTheOneAbove) {
  auto world = healthy();
  // example.net is a CNAME, and what it names lies in a zone of somebody else.
  world.let(resolver, "example.net", rr_type::soa, {.authority = {soa("ample.net")}});
  EXPECT_EQ(faults(checked(world)),
            "unknown: the resolver 192.0.2.1:53 does not say which zone is above c.example.net: it "
            "gives no SOA for example.net\n");
}

// -- a name server outside the zone ---------------------------------------------------------------

TEST(DelegationCheck, LooksUpANameServerOutsideTheZone) {
  auto world = healthy();
  auto said = referral();
  said.authority = {ns("c.example.net", "ns.example.org")};
  said.additional.clear();
  world.let(parent, "c.example.net", rr_type::ns, said);
  const std::vector<std::string> outside{"ns.example.org=192.0.2.53"};
  const std::string not_said =
      "unknown: the resolver 192.0.2.1:53 does not say where ns.example.org is: ";
  EXPECT_EQ(faults(checked(world, outside)), not_said + "no answer within 2 s\n");
  world.let(resolver, "ns.example.org", rr_type::a, {});
  world.let(resolver, "ns.example.org", rr_type::aaaa, {.rcode = dns_rcode::server_failure});
  EXPECT_EQ(faults(checked(world, outside)), not_said + "it fails\n");
  world.let(resolver, "ns.example.org", rr_type::aaaa, {});
  EXPECT_EQ(faults(checked(world, outside)),
            "wrong: ns.example.org has no address; the console has 192.0.2.53\n");
  world.let(resolver, "ns.example.org", rr_type::a,
            {.answer = {a("ns.example.org", "192.0.2.99")}});
  EXPECT_EQ(faults(checked(world, outside)),
            "wrong: ns.example.org has the address 192.0.2.99; the console has 192.0.2.53\n");
  world.let(resolver, "ns.example.org", rr_type::a, {.answer = {a("ns.example.org", console)}});
  EXPECT_EQ(faults(checked(world, outside)), "");
}

// -- through the resolver -------------------------------------------------------------------------

TEST(DelegationCheck, SaysWhatTheResolverMakesOfIt) {
  const auto fault = [](const dns_response& said) {
    auto world = healthy();
    world.let(resolver, fresh, rr_type::txt, said);
    const auto report = checked(world);
    EXPECT_FALSE(report.delegated);
    return faults(report);
  };
  EXPECT_EQ(fault({.rcode = dns_rcode::server_failure}),
            "wrong: the resolver 192.0.2.1:53 gets no answer for a name below c.example.net "
            "(SERVFAIL)\n");
  EXPECT_EQ(fault({.rcode = dns_rcode::refused}),
            "wrong: the resolver 192.0.2.1:53 refuses to ask\n");
  EXPECT_EQ(fault({.answer = {{name(fresh), rr_type::txt, 60, {}, ""}}}),
            "wrong: something else answers for names below c.example.net\n");
  EXPECT_EQ(fault({}),
            "unknown: the resolver 192.0.2.1:53 says that nothing is there, and not who says "
            "so\n");
  EXPECT_EQ(fault({.rcode = dns_rcode::name_error}),
            "wrong: the resolver 192.0.2.1:53 does not find the console\n");
  auto world = healthy();
  world.silence(resolver, fresh, rr_type::txt);  // others it has answered
  EXPECT_EQ(faults(checked(world)),
            "wrong: the resolver 192.0.2.1:53 gets no answer for a name below c.example.net (no "
            "answer within 2 s)\n");
}

TEST(DelegationCheck, KnowsAResolverThatSaysNothingAtAll) {
  const auto report = checked({});
  EXPECT_EQ(report.findings.back().what,
            "the resolver 192.0.2.1:53 does not answer: no answer within 2 s");
  EXPECT_FALSE(report.delegated);
}

}  // namespace
}  // namespace aviary
