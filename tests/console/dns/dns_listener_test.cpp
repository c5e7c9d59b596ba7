#include "console/dns/dns_listener.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "messages/answer.hpp"
#include "messages/dns_stub.hpp"
#include "tests/console/dns/loopback_client.hpp"
#include "tests/console/dns/registered_birds.hpp"

#include "tests/console/dns/dns_oracle.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;

const zone_name zone_of_test = *zone_name::parse("c.example.net");

/// A PRESENCE on a thread of its own. It answers a status by FRAGMENT_ACK with the counter that was
/// asked, parks one for an even segment, and is silent on hellos.
class fake_presence {
 public:
  fake_presence(answer_sink& sink, const known_bird& bird)
      : sink_(sink), bird_(bird), thread_([this] { run(); }) {}
  ~fake_presence() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  void deliver(authentic_batch batch) {
    const std::lock_guard lock(mutex_);
    batches_.push_back(std::move(batch));
    changed_.notify_one();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !batches_.empty(); });
      if (batches_.empty()) return;
      const auto batch = std::move(batches_.front());
      batches_.pop_front();
      lock.unlock();
      for (const auto& one : batch.requests) handle(one);
      sink_.flush();
      lock.lock();
    }
  }
  void handle(const authentic_request& one) {
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto write = [&](counter_low at, message_status status) {
      const fragment_ack_answer body{at, status, 0, {}};
      const auto octets =
          encode_answer(body, one.query.code, bird_.down.ack, one.query.query, text);
      return byte_view(text).first(octets);
    };
    if (const auto* status = std::get_if<authentic_status>(&one.asked))
      sink_.answer(one.query.slot, write(low_of(status->at), message_status::partial));
    else if (const auto* pull = std::get_if<pull_request>(&one.asked))
      sink_.answer_later(one.query.slot,
                         write({pull->object.value}, message_status::complete_reply_pending));
  }

  answer_sink& sink_;
  const known_bird& bird_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<authentic_batch> batches_;
  bool stopping_ = false;
  std::thread thread_;
};

/// The console's edge on loopback, on a port that the kernel chose.
struct edge {
  zone_answers zone =
      *zone_answers::of(zone_of_test, {*parse_name_server_record("ns1.c.example.net=127.0.0.1")});
  key_table keys{unsealed()};
  system_clock_port clock;
  system_entropy entropy;
  known_bird bird{1};
  std::unique_ptr<dns_listener> listener;
  std::unique_ptr<fake_presence> presence;

  edge() {
    admit(keys, bird);
    dns_listener_settings settings;
    settings.endpoints = {{"127.0.0.1", 0}, {"0.0.0.0", 0}};
    auto opened = dns_listener::open(settings, zone, keys, clock, entropy);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().what);
    listener = std::move(*opened);
    presence = std::make_unique<fake_presence>(listener->answers(), bird);
    listener->start([this](authentic_batch batch) { presence->deliver(std::move(batch)); });
  }
  ~edge() { listener->stop(); }

  /// The second endpoint is reached through 127.0.0.2.
  loopback_client client(int type, std::size_t endpoint = 0) const {
    const auto port = listener->endpoints().at(endpoint).port;
    return {to_socket({endpoint == 0 ? "127.0.0.1" : "127.0.0.2", port}), type};
  }
  message_status status_in(const bytes& answer, const encoded_request& asked) const {
    std::array<std::uint8_t, 2048> text;
    const auto parsed = parse_stub_answer(answer, 0x1234, asked.name, text);
    EXPECT_TRUE(parsed && parsed->has_text) << dns_text(answer);
    const auto said =
        decode_answer(parsed->text, answer_code::raw_1232, bird.down.ack, asked.query);
    EXPECT_TRUE(said);
    return std::get<fragment_ack_answer>(*said).status;
  }
  /// On a machine with too much to do the PRESENCE may not run for 40 ms: then again, as a bird.
  message_status ask(const loopback_client& udp, const encoded_request& asked) const {
    auto status = message_status::slow_down;
    for (int i = 0; i < 5 && status == message_status::slow_down; ++i) {
      udp.send(query_for(asked.name));
      const auto answer = udp.receive();
      EXPECT_TRUE(answer);
      if (answer) status = status_in(*answer, asked);
    }
    return status;
  }
};

TEST(DnsListener, AnswersEverybodyOnEveryEndpointOverUdpAndTcp) {
  edge it;
  const auto stranger = query_for("c.example.net", rr_type::soa);
  const auto asked = it.bird.ask(zone_of_test, status_request{{5}});
  for (const std::size_t endpoint : {0u, 1u}) {
    const auto udp = it.client(SOCK_DGRAM, endpoint);
    udp.send(stranger);
    const auto answer = udp.receive();
    ASSERT_TRUE(answer);
    EXPECT_TRUE(dns_text(*answer).starts_with("NOERROR qr aa edns\n?: c.example.net. IN SOA\n="));
    EXPECT_EQ(it.ask(udp, asked), message_status::partial);

    auto tcp = it.client(SOCK_STREAM, endpoint);
    tcp.send_message(stranger);
    tcp.send_message(query_for(asked.name));
    EXPECT_EQ(tcp.receive_message(), answer);
    EXPECT_TRUE(tcp.receive_message());
  }
  EXPECT_GE(it.listener->counters().count(edge_outcome::status), 4u);
  EXPECT_EQ(it.listener->counters().count(edge_outcome::zone_record), 4u);
}

TEST(DnsListener, WhatIsParkedOrNotLookedAtLeavesAfter40Milliseconds) {
  edge it;
  const auto client = it.client(SOCK_DGRAM);
  const auto parked = it.bird.ask(zone_of_test, pull_request{{1}, {2}});
  const auto ignored = it.bird.ask(zone_of_test, hello_request{1, 255});
  const auto sent_at = it.clock.now();
  EXPECT_EQ(it.ask(client, parked), message_status::complete_reply_pending);
  EXPECT_GE(it.clock.now() - sent_at, milliseconds(40));
  EXPECT_EQ(it.ask(client, ignored), message_status::slow_down);
}

TEST(DnsListener, WhatUdpTurnsAwayTcpAnswers) {
  edge it;
  const auto query = query_for("a.c.example.net", rr_type::txt);
  const auto udp = it.client(SOCK_DGRAM);
  for (int i = 0; i < 10; ++i) {
    udp.send(query);
    EXPECT_TRUE(dns_text(udp.receive().value()).starts_with("NOERROR qr aa edns\n"));
  }
  udp.send(query);
  EXPECT_TRUE(dns_text(udp.receive().value()).starts_with("NOERROR qr aa tc edns\n"));
  auto tcp = it.client(SOCK_STREAM);
  tcp.send_message(query);
  EXPECT_TRUE(dns_text(tcp.receive_message().value()).starts_with("NOERROR qr aa edns\n"));
}

TEST(DnsListener, ManyQueriesOfManySocketsAllGetTheirOwnAnswer) {
  edge it;
  constexpr std::uint32_t clients = 8;
  constexpr std::uint32_t queries = 500;
  constexpr std::uint32_t window = 16;
  std::vector<std::thread> threads;
  std::atomic<std::uint32_t> answered = 0;
  for (std::uint32_t c = 0; c < clients; ++c)
    threads.emplace_back([&, c] {
      const auto socket = it.client(SOCK_DGRAM, c % 2);
      std::set<std::string> outstanding;
      for (std::uint32_t i = 0; i < queries || !outstanding.empty();) {
        while (i < queries && outstanding.size() < window) {
          const auto asked = it.bird.ask(zone_of_test, status_request{{c * queries + i++}});
          const auto query = query_for(asked.name);
          outstanding.emplace(as_text(byte_view(query).subspan(12, asked.name.wire().size())));
          socket.send(query);
        }
        const auto answer = socket.receive();
        ASSERT_TRUE(answer);
        const auto name = read_plain_name(byte_view(*answer).subspan(12));
        ASSERT_TRUE(name);
        ASSERT_EQ(outstanding.erase(std::string(as_text(*name))), 1u);
        ++answered;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, clients * queries);
  EXPECT_EQ(it.listener->counters().count(edge_outcome::status), clients * queries);
}

TEST(DnsListener, AnAnswerAfterTheStopGoesNowhere) {
  edge it;
  const auto client = it.client(SOCK_DGRAM);
  it.listener->stop();
  it.listener->answers().answer({1}, as_bytes("x"));
  it.listener->answers().flush();
  client.send(query_for("c.example.net", rr_type::soa));
  EXPECT_FALSE(client.receive(20));
}

TEST(DnsListener, SaysWhatIsWrongWithItsAddresses) {
  edge it;
  dns_listener_settings settings;
  EXPECT_EQ(dns_listener::open(settings, it.zone, it.keys, it.clock, it.entropy).error().what,
            "the console has no address to listen on for DNS");
  settings.endpoints = {it.listener->endpoints().front()};
  const auto taken = dns_listener::open(settings, it.zone, it.keys, it.clock, it.entropy);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().what.find("(UDP) is taken by another program"), std::string::npos);
  settings.endpoints.resize(65);
  EXPECT_FALSE(dns_listener::open(settings, it.zone, it.keys, it.clock, it.entropy));
}

}  // namespace
}  // namespace aviary
