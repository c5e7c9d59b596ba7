#include "console/dns/name_server.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>
#include <vector>

#include "messages/answer.hpp"
#include "messages/dns_stub.hpp"
#include "messages/sanitizers.hpp"
#include "tests/console/dns/hostile_packets.hpp"
#include "tests/console/dns/made_queries.hpp"
#include "tests/console/dns/registered_birds.hpp"

#include "tests/console/dns/dns_oracle.hpp"

// -- allocations ---------------------------------------------------------------------------------

namespace {
thread_local std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* made = std::malloc(size)) return made;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* made) noexcept {
  std::free(made);
}
[[gnu::noinline]] void operator delete(void* made, std::size_t) noexcept {
  std::free(made);
}

namespace aviary {
namespace {

using outcome = name_server::outcome;
using transport = return_path::transport;

constexpr source_address resolver{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1};
const zone_name zone_of_test = *zone_name::parse("c.example.net");
const wall_time noon{std::chrono::hours(12)};

/// A whole name server with two birds, and no socket.
struct server {
  zone_answers zone =
      *zone_answers::of(zone_of_test, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys{unsealed()};
  edge_counters counters;
  known_bird bird{1};
  known_bird other{2};
  answer_slots slots;
  name_server machine;

  authentic_batch batch;
  std::array<std::uint8_t, name_server::tcp_answer_octets_max> out;
  name_server::verdict verdict;

  explicit server(std::size_t slot_count = 16)
      : slots(
            zone, counters, 1, [] {}, slot_count),
        machine(zone, keys, slots, counters, query_limits::key{9}) {
    admit(keys, bird);
    admit(keys, other);
  }

  /// What is answered at once; empty when nothing is.
  bytes ask(byte_view query, transport over = transport::udp, instant now = {}) {
    return_path path;
    path.peer = resolver;
    path.over = over;
    const auto room = over == transport::udp ? name_server::udp_answer_octets_max : out.size();
    verdict = machine.receive(query, path, {now, noon}, std::span(out).first(room), batch);
    return bytes(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(verdict.octets));
  }
  std::string ask_text(byte_view query) {
    const auto answer = ask(query);
    return answer.empty() ? "" : dns_text(answer);
  }

  /// The one authentic request that came of a name.
  authentic_request authentic(const dns_name& name) {
    EXPECT_EQ(ask(query_for(name)).size(), 0u);
    EXPECT_EQ(verdict.what, outcome::waits);
    EXPECT_EQ(batch.requests.size(), 1u);
    if (batch.requests.empty()) return {};
    auto request = batch.requests.front();
    batch.requests.clear();
    return request;
  }
  /// What left of the slots.
  std::vector<bytes> sent() {
    std::vector<bytes> messages;
    answer_slots::finished_answer one;
    while (slots.collect({&one, 1}) == 1) {
      messages.emplace_back(one.message.begin(), one.message.end());
      slots.free(one);
    }
    return messages;
  }
};

bool is_nodata(byte_view answer, const server& at) {
  const auto text = dns_text(answer);
  return text.starts_with("NOERROR qr aa") && text.find("\n=") == std::string::npos &&
         text.find(" 0 IN SOA ") != std::string::npos && at.batch.requests.empty() &&
         at.slots.in_use() == 0;
}

// -- birds ---------------------------------------------------------------------------------------

TEST(NameServer, AOneShotIsOpened) {
  server it;
  const auto asked = it.bird.say(zone_of_test, {7}, as_bytes("plain"));
  const auto got = it.authentic(asked.name);
  ASSERT_TRUE(got.bird);
  EXPECT_EQ(got.bird->tag, it.bird.tag);
  EXPECT_EQ(got.query.query, asked.query);
  EXPECT_EQ(got.query.code, answer_code::raw_1232);
  EXPECT_EQ(got.query.name_octets, asked.name.wire().size());
  EXPECT_EQ(got.arrived, noon);
  const auto& opened = std::get<opened_one_shot>(got.asked);
  EXPECT_EQ(opened.at, counter{7});
  EXPECT_EQ(opened.tail, tail_of(seal_up(it.bird.up, {7}, as_bytes("plain"))));
  EXPECT_EQ(as_text(opened.plain.view()), "plain");
  EXPECT_EQ(it.counters.count(edge_outcome::one_shot), 1u);
}

TEST(NameServer, FragmentsStatusPullsAndHellosPassByTheirMac) {
  server it;
  const auto& bird = it.bird;
  const fragment_request piece{{7}, {2}, {3}, as_bytes("piece")};
  auto got = it.authentic(bird.ask(zone_of_test, piece, answer_code::base64_512, {5}).name);
  const auto& fragment = std::get<authentic_fragment>(got.asked);
  EXPECT_EQ(fragment.at, counter{7});
  EXPECT_EQ(fragment.index, fragment_index{2});
  EXPECT_EQ(fragment.last, fragment_index{3});
  EXPECT_EQ(as_text(fragment.payload.view()), "piece");
  EXPECT_EQ(got.query.code, answer_code::base64_512);

  got = it.authentic(bird.ask(zone_of_test, status_request{{8}}).name);
  EXPECT_EQ(std::get<authentic_status>(got.asked).at, counter{8});
  got = it.authentic(bird.ask(zone_of_test, pull_request{{9}, {10}}).name);
  EXPECT_EQ(std::get<pull_request>(got.asked).object, object_id{9});
  EXPECT_EQ(std::get<pull_request>(got.asked).segment, segment_number{10});
  got = it.authentic(bird.ask(zone_of_test, hello_request{11, 200}).name);
  EXPECT_EQ(std::get<hello_request>(got.asked).random, 11u);
  EXPECT_EQ(std::get<hello_request>(got.asked).name_octets, 200);
  for (const auto kind :
       {edge_outcome::fragment, edge_outcome::status, edge_outcome::pull, edge_outcome::hello})
    EXPECT_EQ(it.counters.count(kind), 1u) << name_of(kind);
}

TEST(NameServer, CountersAreRestoredNearTheHighestOpened) {
  server it;
  const counter far{(std::uint64_t{5} << 32) + 3};
  it.keys.find(it.bird.tag)->note_used({(std::uint64_t{5} << 32) - 10});
  auto got = it.authentic(it.bird.say(zone_of_test, far, as_bytes("plain")).name);
  EXPECT_EQ(std::get<opened_one_shot>(got.asked).at, far);
  got = it.authentic(it.bird.ask(zone_of_test, status_request{low_of(far)}).name);
  EXPECT_EQ(std::get<authentic_status>(got.asked).at, far);
}

TEST(NameServer, TheAnswerGoesToTheQuestionInItsOwnCase) {
  server it;
  const auto asked = it.bird.ask(zone_of_test, status_request{{8}}, answer_code::base64_1232);
  auto query = query_for(asked.name);
  const auto question = std::span(query).subspan(12, asked.name.wire().size() + 4);
  for (std::size_t i = 1; i < question.size(); i += 3)
    if (question[i] >= 'a' && question[i] <= 'z') question[i] ^= 0x20;
  it.ask(query);
  ASSERT_EQ(it.batch.requests.size(), 1u);
  const auto& waiting = it.batch.requests[0].query;
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto octets = encode_answer(fragment_ack_answer{{8}, message_status::unknown, 0, {}},
                                    waiting.code, it.bird.down.ack, waiting.query, text);
  it.slots.answer(waiting.slot, byte_view(text).first(octets));
  const auto answer = it.sent().at(0);
  EXPECT_TRUE(std::ranges::equal(question, byte_view(answer).subspan(12, question.size())));
  std::array<std::uint8_t, 2048> content;
  const auto parsed = parse_stub_answer(answer, 0x1234, dns_name(asked.name.wire()), content);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->ttl, authentic_ttl_seconds);
  const auto said =
      decode_answer(parsed->text, answer_code::base64_1232, it.bird.down.ack, asked.query);
  ASSERT_TRUE(said);
  EXPECT_EQ(std::get<fragment_ack_answer>(*said).status, message_status::unknown);
}

TEST(NameServer, AFullPoolIsSaidSoAndNothingIsDropped) {
  server it(1);
  it.authentic(it.bird.ask(zone_of_test, status_request{{8}}).name);
  const auto asked = it.bird.ask(zone_of_test, pull_request{{77}, {1}});
  const auto answer = it.ask(query_for(asked.name));
  EXPECT_TRUE(it.batch.requests.empty());
  std::array<std::uint8_t, 2048> content;
  const auto parsed = parse_stub_answer(answer, 0x1234, asked.name, content);
  ASSERT_TRUE(parsed);
  const auto said =
      decode_answer(parsed->text, answer_code::raw_1232, it.bird.down.ack, asked.query);
  ASSERT_TRUE(said);
  const auto& ack = std::get<fragment_ack_answer>(*said);
  EXPECT_EQ(ack.status, message_status::slow_down);
  EXPECT_EQ(ack.seconds, slow_down_seconds);
  EXPECT_EQ(ack.at, counter_low{77});
  EXPECT_EQ(it.counters.count(edge_outcome::slow_down), 1u);
}

// -- strangers -----------------------------------------------------------------------------------

TEST(NameServer, WhatCanBeNoQueryIsDropped) {
  server it;
  made_query query;
  query.flags = 0x8000;
  for (const auto& packet : {bytes{}, bytes(11, 0), query.encode()}) {
    it.ask(packet);
    EXPECT_EQ(it.verdict.what, outcome::dropped);
  }
  EXPECT_EQ(it.counters.count(edge_outcome::not_a_query), 3u);
}

TEST(NameServer, WhatIsNoGoodQueryIsToldWhy) {
  server it;
  made_query query;
  query.name = *dns_name::parse("a.c.example.net");
  const auto with = [&query](auto change) {
    auto changed = query;
    change(changed);
    return changed.encode();
  };
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.questions = 0; })), "FORMERR qr\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.questions = 2; })), "FORMERR qr\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.answers = 1; })),
            "FORMERR qr\n?: a.c.example.net. IN TXT\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.flags = 0x2000; })), "NOTIMPL qr\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.rr_class = 3; })),
            "REFUSED qr\n?: a.c.example.net. CH TXT\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) { q.edns_version = 1; })),
            "NOERROR qr edns extended 1\n?: a.c.example.net. IN TXT\n");
  EXPECT_EQ(it.ask_text(with([](auto& q) {
    q.edns_options = {0, 10, 0, 9, 1};
  })),
            "FORMERR qr edns\n?: a.c.example.net. IN TXT\n");
  EXPECT_EQ(it.counters.count(edge_outcome::bad_query), 7u);
}

TEST(NameServer, OptionsAreIgnoredAndDoIsEchoed) {
  server it;
  made_query query;
  query.name = *dns_name::parse("a.c.example.net");
  query.dnssec_ok = true;
  // A COOKIE and one that nobody has defined.
  query.edns_options = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0xFD, 0xE9, 0, 1, 0};
  EXPECT_EQ(it.ask_text(query.encode()),
            "NOERROR qr aa edns do\n?: a.c.example.net. IN TXT\n#: c.example.net. 0 IN SOA"
            " ns1.c.example.net. hostmaster.c.example.net. 1 3600 600 86400 0\n");
}

TEST(NameServer, OtherZonesAreRefused) {
  server it;
  EXPECT_EQ(it.ask_text(query_for("c.example.org", rr_type::txt)),
            "REFUSED qr edns\n?: c.example.org. IN TXT\n");
  EXPECT_EQ(it.counters.count(edge_outcome::other_zone), 1u);
}

TEST(NameServer, NodataForEveryKindOfStranger) {
  server it;
  const known_bird stranger(50);
  EXPECT_TRUE(
      is_nodata(it.ask(query_for(stranger.say(zone_of_test, {1}, as_bytes("x")).name)), it));
  EXPECT_TRUE(
      is_nodata(it.ask(query_for(stranger.ask(zone_of_test, status_request{{1}}).name)), it));
  EXPECT_EQ(it.counters.count(edge_outcome::unknown_tag), 2u);
  ASSERT_EQ(it.keys.unknown().size(), 1u);
  EXPECT_EQ(it.keys.unknown()[0].tag, stranger.tag);
  EXPECT_EQ(it.keys.unknown()[0].first_seen, noon);

  for (const auto name :
       {"a.c.example.net", "ia.c.example.net", "iaaa.aaa.c.example.net", "notfound.c.example.net"})
    EXPECT_TRUE(is_nodata(it.ask(query_for(name, rr_type::txt)), it)) << name;
  EXPECT_EQ(it.counters.count(edge_outcome::no_request), 4u);

  auto unregistered = stranger;
  unregistered.tag = {0};
  for (const auto octets : std::array<std::uint16_t, 4>{255, 200, 120, 80}) {
    const auto hello = unregistered.ask(zone_of_test, hello_request{1, octets});
    EXPECT_TRUE(is_nodata(it.ask(query_for(hello.name)), it)) << octets;
  }
  EXPECT_EQ(it.counters.count(edge_outcome::unregistered), 4u);
  EXPECT_EQ(it.keys.unknown().size(), 1u);
}

TEST(NameServer, ForgeriesForAKnownTagChangeNothing) {
  server it;
  const auto& bird = it.bird;
  auto forger = it.other;
  forger.tag = bird.tag;
  const fragment_request piece{{7}, {0}, {3}, as_bytes("piece")};
  for (const auto& name :
       {forger.say(zone_of_test, {9}, as_bytes("x")).name, forger.ask(zone_of_test, piece).name,
        forger.ask(zone_of_test, status_request{{7}}).name,
        forger.ask(zone_of_test, pull_request{{1}, {2}}).name,
        forger.ask(zone_of_test, hello_request{1, 255}).name,
        // A box that was sealed under another counter than the query says.
        bird.ask(zone_of_test, one_shot_request{{10}, seal_up(bird.up, {9}, as_bytes("x"))}).name})
    EXPECT_TRUE(is_nodata(it.ask(query_for(name)), it)) << name.text();
  EXPECT_EQ(it.counters.count(edge_outcome::forged), 6u);
  EXPECT_EQ(it.keys.find(bird.tag)->highest(), counter{0});
  EXPECT_TRUE(it.keys.unknown().empty());
}

TEST(NameServer, NoBitOfARequestCanBeChanged) {
  server it;
  const fragment_request piece{{7}, {0}, {3}, as_bytes("piece")};
  for (const auto& name : {it.bird.ask(zone_of_test, piece).name,
                           it.bird.say(zone_of_test, {9}, as_bytes("plain")).name})
    for (std::size_t i = 1; i + zone_of_test.wire().size() < name.wire().size(); ++i) {
      bytes wire(name.wire().begin(), name.wire().end());
      wire[i] = wire[i] == 'a' ? 'b' : 'a';
      if (wire[i] == name.wire()[i]) continue;
      EXPECT_TRUE(is_nodata(it.ask(query_for(dns_name(wire))), it)) << i;
    }
}

TEST(NameServer, TheSameQueryTooOftenGoesToTcp) {
  server it;
  const auto query = query_for("a.c.example.net", rr_type::txt);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(is_nodata(it.ask(query), it));
  EXPECT_EQ(it.ask_text(query), "NOERROR qr aa tc edns\n?: a.c.example.net. IN TXT\n");
  EXPECT_TRUE(is_nodata(it.ask(query, transport::tcp), it));
  EXPECT_TRUE(is_nodata(it.ask(query, transport::udp, instant(std::chrono::minutes(1))), it));
  EXPECT_EQ(it.counters.count(edge_outcome::repeated), 1u);
}

TEST(NameServer, OtherTypesThanTxtAreAnsweredAtOnceAlsoForABirdsName) {
  server it;
  made_query query;
  query.name = it.bird.ask(zone_of_test, status_request{{1}}).name;
  for (const auto type : {rr_type::a, rr_type::ns, rr_type::aaaa, rr_type::any}) {
    query.type = type;
    EXPECT_TRUE(is_nodata(it.ask(query.encode()), it));
  }
  EXPECT_EQ(it.counters.count(edge_outcome::zone_record), 4u);
}

TEST(NameServer, TheApexKeepsTo512OverUdpAndIsWholeOverTcp) {
  std::vector<name_server_record> records;
  for (char host = 'a'; host < 'i'; ++host)
    records.push_back(*parse_name_server_record(std::string(60, host) + ".example.org=192.0.2.1"));
  server it;
  it.zone = *zone_answers::of(zone_of_test, records);
  const auto query = query_for("c.example.net", rr_type::ns);
  const auto cut = it.ask(query);
  EXPECT_LE(cut.size(), 512u);
  EXPECT_TRUE(dns_text(cut).starts_with("NOERROR qr aa tc edns\n"));
  const auto whole = it.ask(query, transport::tcp);
  EXPECT_GT(whole.size(), 512u);
  EXPECT_TRUE(dns_text(whole).starts_with("NOERROR qr aa edns\n"));
}

// -- what strangers can cost ---------------------------------------------------------------------

/// What one hostile packet did, checked. Answers what proves authentic after all.
void expect_harmless(server& it, byte_view packet, std::uint8_t network, instant now) {
  return_path path;
  path.peer[0] = network;
  const auto before = allocations;
  const auto room = std::span(it.out).first(name_server::udp_answer_octets_max);
  it.verdict = it.machine.receive(packet, path, {now, noon}, room, it.batch);
  const auto allocated = allocations - before;
  if (it.verdict.what == outcome::waits) {
    it.slots.answer(it.batch.requests.at(0).query.slot, as_bytes("x"));
    it.batch.requests.clear();
    it.sent();
    return;
  }
  ASSERT_EQ(allocated, 0u);
  ASSERT_TRUE(it.batch.requests.empty());
  ASSERT_EQ(it.slots.in_use(), 0u);
  if (it.verdict.what == outcome::dropped) return;
  const auto answer = byte_view(it.out).first(it.verdict.octets);
  ASSERT_GE(answer.size(), dns_header_octets);
  const auto query = parse_query(packet);
  const bool own_record =
      query && (same_name(query->name, zone_of_test.wire()) ||
                same_name(query->name, dns_name::parse("ns1.c.example.net")->wire()));
  ASSERT_LE(answer.size(), own_record ? 512 : packet.size() + negative_octets_added_max);
}

TEST(NameServer, NothingThatAStrangerSendsCostsMemoryOrIsAmplified) {
  const auto holds = rc::check("a stranger's packet is harmless and its answer is DNS", [] {
    server it;
    hostile_packets packets(*rc::gen::arbitrary<std::uint64_t>(), zone_of_test,
                            {it.bird, it.other});
    for (int i = 0; i < 200; ++i) {
      const auto packet = packets.next();
      expect_harmless(it, packet, 0, {});
      if (it.verdict.what != outcome::answered) continue;
      const auto text = dns_text(byte_view(it.out).first(it.verdict.octets));
      RC_ASSERT(!text.starts_with("not DNS"));
      RC_ASSERT(text.find("SERVFAIL") == std::string::npos);
    }
    RC_ASSERT(!testing::Test::HasFailure());
  });
  EXPECT_TRUE(holds);
}

// Of a process under AddressSanitizer, which puts freed memory aside, only what is in use.
#ifdef AVIARY_ADDRESS_SANITIZER
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // g++ ships no header for it

std::size_t resident_octets() {
  return __sanitizer_get_current_allocated_bytes();
}
#else
std::size_t resident_octets() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}
#endif

// AVIARY_PROVE_STRANGERS: how many packets; scripts/prove strangers sends ten million.
TEST(NameServer, StrangersInMassesLeaveTheProcessAsItWas) {
  const auto* wanted = std::getenv("AVIARY_PROVE_STRANGERS");
  const auto count = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 100'000;
  server it;
  hostile_packets packets(count, zone_of_test, {it.bird, it.other});
  std::mt19937_64 random(count);
  const auto send = [&](std::size_t packets_count) {
    for (std::size_t i = 0; i < packets_count && !HasFatalFailure(); ++i) {
      const instant now{std::chrono::microseconds(i * 15)};
      expect_harmless(it, packets.next(), static_cast<std::uint8_t>(random()), now);
    }
  };
  send(10'000);
  const auto before = resident_octets();
  send(count);
  const auto after = resident_octets();
  const auto grown = after > before ? after - before : 0;
  EXPECT_LT(grown, std::size_t{1} << 20);
  if (wanted == nullptr) return;
  std::printf("%llu packets, resident memory grew by %zu KiB\n",
              static_cast<unsigned long long>(count), grown / 1024);
  for (std::size_t i = 0; i < edge_outcomes; ++i) {
    const auto one = static_cast<edge_outcome>(i);
    std::printf("  %-14s %llu\n", std::string(name_of(one)).c_str(),
                static_cast<unsigned long long>(it.counters.count(one)));
  }
}

}  // namespace
}  // namespace aviary
