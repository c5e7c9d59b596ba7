#include "console/dns/dns_tcp_listener.hpp"

#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <map>
#include <memory>
#include <string>

#include "tests/console/dns/loopback_client.hpp"

namespace aviary {
namespace {

using outcome = name_server::outcome;
using std::chrono::seconds;

/// A listener on loopback whose name server echoes "now ..." at once, keeps "wait ..." waiting and
/// takes everything else for no query.
struct server {
  socket_handle epoll{epoll_create1(EPOLL_CLOEXEC)};
  std::unique_ptr<dns_tcp_listener> listener;
  std::uint16_t port = 0;
  std::map<std::string, return_path> waiting;
  instant now{};

  explicit server(const dns_tcp_limits& limits = {}) {
    listener = std::make_unique<dns_tcp_listener>(
        epoll.get(), 7, limits,
        [this](byte_view message, const return_path& path, std::span<std::uint8_t> out) {
          return receive(message, path, out);
        });
    auto opened = open_tcp_socket(to_socket({"127.0.0.1", 0}));
    EXPECT_TRUE(opened);
    port = port_of(*opened);
    listener->listen(std::move(*opened));
  }

  name_server::verdict receive(byte_view message, const return_path& path,
                               std::span<std::uint8_t> out) {
    const std::string text(as_text(message));
    if (text.starts_with("wait")) {
      waiting[text] = path;
      return {outcome::waits, 0};
    }
    if (!text.starts_with("now")) return {};
    std::ranges::copy(message, out.begin());
    return {outcome::answered, message.size()};
  }

  loopback_client client() const { return {to_socket({"127.0.0.1", port}), SOCK_STREAM}; }

  /// Handles what epoll has until nothing comes for a moment.
  void run(int milliseconds = 20) {
    epoll_event event;
    while (epoll_wait(epoll.get(), &event, 1, milliseconds) == 1) {
      EXPECT_EQ(event.data.u64 >> 32, 7u);
      listener->on_event(static_cast<std::uint32_t>(event.data.u64), event.events, now);
    }
  }
  void answer(const std::string& text) { listener->send(waiting.at(text), as_bytes(text), now); }
};

std::string text(const std::optional<bytes>& octets) {
  return octets ? std::string(as_text(*octets)) : "nothing";
}

TEST(DnsTcpListener, MessagesMayShareASegmentOrBeCutAnywhere) {
  server it;
  auto client = it.client();
  auto stream = loopback_client::framed(as_bytes("now 1"));
  for (const auto more : {"now 2", "now 3"}) {
    const auto framed = loopback_client::framed(as_bytes(more));
    stream.insert(stream.end(), framed.begin(), framed.end());
  }
  std::size_t from = 0;
  for (const std::size_t size : {8u, 1u, 6u, 6u}) {
    client.send(byte_view(stream).subspan(from, size));
    from += size;
    it.run();
  }
  EXPECT_EQ(text(client.receive_message()), "now 1");
  EXPECT_EQ(text(client.receive_message()), "now 2");
  EXPECT_EQ(text(client.receive_message()), "now 3");
}

TEST(DnsTcpListener, AnswersLeaveInTheOrderInWhichTheyAreReady) {
  server it;
  auto client = it.client();
  for (const auto message : {"wait 1", "wait 2", "now 3"}) client.send_message(as_bytes(message));
  it.run();
  it.answer("wait 2");
  it.answer("wait 1");
  EXPECT_EQ(text(client.receive_message()), "now 3");
  EXPECT_EQ(text(client.receive_message()), "wait 2");
  EXPECT_EQ(text(client.receive_message()), "wait 1");
}

TEST(DnsTcpListener, WhatIsNotDnsEndsItsConnection) {
  for (const auto& octets : {bytes{0, 0}, bytes{0xFF, 0xFF, 1}, bytes{0, 3, 'b', 'a', 'd'}}) {
    server it;
    auto client = it.client();
    client.send(octets);
    it.run();
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(it.listener->connections(), 0u);
  }
}

TEST(DnsTcpListener, WhoSendsNoMoreStillGetsWhatWasAsked) {
  server it;
  auto client = it.client();
  client.send_message(as_bytes("wait 1"));
  client.finish();
  it.run();
  EXPECT_EQ(it.listener->connections(), 1u);
  it.answer("wait 1");
  EXPECT_EQ(text(client.receive_message()), "wait 1");
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(it.listener->connections(), 0u);
}

TEST(DnsTcpListener, AnAnswerForAConnectionThatIsGoneIsLost) {
  dns_tcp_limits limits;
  limits.connections_max = 1;
  server it(limits);
  {
    auto gone = it.client();
    gone.send_message(as_bytes("wait 1"));
    it.run();
    gone.reset();
  }
  it.run();
  EXPECT_EQ(it.listener->connections(), 0u);
  it.answer("wait 1");
  auto next = it.client();
  next.send_message(as_bytes("wait 2"));
  it.run();
  it.answer("wait 1");
  EXPECT_FALSE(next.has_something(20)) << "the same place, another connection";
  it.answer("wait 2");
  EXPECT_EQ(text(next.receive_message()), "wait 2");
}

TEST(DnsTcpListener, SilenceEndsAConnectionAndDribblingIsSilence) {
  server it;
  auto silent = it.client();
  auto dribbling = it.client();
  auto speaking = it.client();
  it.run();
  EXPECT_EQ(it.listener->connections(), 3u);
  for (int i = 0; i < 11; ++i) {
    it.now += seconds(1);
    dribbling.send(bytes(1, i == 0 ? 0 : i == 1 ? 200 : 'x'));
    speaking.send_message(as_bytes("now"));
    it.run(5);
    it.listener->expire(it.now);
  }
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(dribbling.is_closed());
  EXPECT_EQ(it.listener->connections(), 1u);
  EXPECT_TRUE(it.listener->next_due());
}

TEST(DnsTcpListener, TheOneThatWasSilentLongestMakesRoom) {
  dns_tcp_limits limits;
  limits.connections_max = 2;
  server it(limits);
  auto waits = it.client();
  waits.send_message(as_bytes("wait 1"));
  it.run();
  it.now += seconds(1);
  auto silent = it.client();
  it.run();
  it.now += seconds(1);
  auto fresh = it.client();
  it.run();
  EXPECT_TRUE(silent.is_closed());
  EXPECT_EQ(it.listener->connections(), 2u);
  it.answer("wait 1");
  EXPECT_EQ(text(waits.receive_message()), "wait 1") << "who is owed an answer keeps its place";
}

TEST(DnsTcpListener, OneAddressGetsNoMoreThanItsShare) {
  dns_tcp_limits limits;
  limits.connections_of_one_peer_max = 2;
  server it(limits);
  auto first = it.client();
  auto second = it.client();
  it.run();
  auto third = it.client();
  it.run();
  EXPECT_TRUE(third.is_closed());
  EXPECT_FALSE(first.has_something(0));
  EXPECT_EQ(it.listener->connections(), 2u);
}

TEST(DnsTcpListener, AConnectionWithTooMuchOutstandingIsReadOnLater) {
  dns_tcp_limits limits;
  limits.outstanding_max = 2;
  server it(limits);
  auto client = it.client();
  for (const auto message : {"wait 1", "wait 2", "wait 3", "now 4"})
    client.send_message(as_bytes(message));
  it.run();
  EXPECT_EQ(it.waiting.size(), 2u);
  it.answer("wait 1");
  it.run();
  EXPECT_EQ(it.waiting.size(), 3u);
  it.answer("wait 2");
  it.run();
  EXPECT_EQ(text(client.receive_message()), "wait 1");
  EXPECT_EQ(text(client.receive_message()), "wait 2");
  EXPECT_EQ(text(client.receive_message()), "now 4");
}

TEST(DnsTcpListener, APeerThatDoesNotReadIsNotReadEitherAndLosesNothing) {
  server it;
  auto client = it.client();
  std::string big(1200, 'x');
  big.replace(0, 3, "now");
  const auto framed = loopback_client::framed(as_bytes(big));
  std::size_t asked = 0;
  bytes left;
  // Until both ends' buffers are full.
  for (int stalled = 0; stalled < 3;) {
    if (left.empty()) {
      left = framed;
      ++asked;
    }
    const auto sent = client.send_some(left);
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(sent));
    stalled = sent == 0 ? stalled + 1 : 0;
    it.run(sent == 0 ? 5 : 0);
    ASSERT_LT(asked, 100'000u);
  }
  std::size_t answered = 0;
  while (answered + 1 < asked) {
    const auto message = client.receive_message();
    ASSERT_TRUE(message);
    ASSERT_EQ(as_text(*message), big);
    ++answered;
    it.run(0);
  }
}

}  // namespace
}  // namespace aviary
