#include "console/dns/datagram_batch.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/console/dns/loopback_client.hpp"

namespace aviary {
namespace {

struct server {
  socket_handle socket;
  std::unique_ptr<datagram_receiver> received = std::make_unique<datagram_receiver>();
  std::unique_ptr<datagram_sender> sending = std::make_unique<datagram_sender>();

  explicit server(const std::string& host) {
    auto opened = open_udp_socket(to_socket({host, 0}));
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().what);
    if (opened) socket = std::move(*opened);
  }
  loopback_client client(const std::string& host) const {
    return {to_socket({host, port_of(socket)}), SOCK_DGRAM};
  }
  /// Echoes what is there, with "re " in front. Returns how many datagrams that were.
  std::size_t echo() {
    const auto count = received->receive(socket.get());
    std::vector<bytes> answers;
    for (std::size_t i = 0; i < count; ++i) {
      bytes answer{'r', 'e', ' '};
      const auto asked = received->datagram(i);
      answer.insert(answer.end(), asked.begin(), asked.end());
      answers.push_back(answer);
    }
    for (std::size_t i = 0; i < count; ++i) sending->add(received->path(i), answers[i]);
    EXPECT_EQ(sending->send(socket.get()), 0u);
    return count;
  }
};

std::string text(const std::optional<bytes>& octets) {
  return octets ? std::string(as_text(*octets)) : "nothing";
}

TEST(DatagramBatch, ManyDatagramsOfSeveralPeersGoBackInOneCallEach) {
  server it("127.0.0.1");
  const auto first = it.client("127.0.0.1");
  const auto second = it.client("127.0.0.1");
  first.send(as_bytes("one"));
  second.send(as_bytes("two"));
  first.send(as_bytes("three"));
  EXPECT_EQ(it.echo(), 3u);
  EXPECT_EQ(it.received->path(1).port, second.own_endpoint().port);
  EXPECT_EQ(it.received->path(1).peer, second.own_endpoint().address);
  EXPECT_EQ(text(first.receive()), "re one");
  EXPECT_EQ(text(first.receive()), "re three");
  EXPECT_EQ(text(second.receive()), "re two");
  EXPECT_EQ(it.echo(), 0u);
}

TEST(DatagramBatch, NoMoreThan64AtATime) {
  server it("127.0.0.1");
  const auto client = it.client("127.0.0.1");
  for (int i = 0; i < 70; ++i) client.send(as_bytes("x"));
  EXPECT_EQ(it.echo(), 64u);
  EXPECT_EQ(it.echo(), 6u);
}

TEST(DatagramBatch, ALongDatagramIsCut) {
  server it("127.0.0.1");
  it.client("127.0.0.1").send(bytes(4000));
  EXPECT_EQ(it.received->receive(it.socket.get()), 1u);
  EXPECT_EQ(it.received->datagram(0).size(), edns_payload_octets);
}

TEST(DatagramBatch, AWildcardAnswersFromTheAddressThatWasAsked) {
  server it("0.0.0.0");
  // A connected socket takes datagrams of no other address.
  const auto client = it.client("127.0.0.2");
  client.send(as_bytes("one"));
  EXPECT_EQ(it.echo(), 1u);
  EXPECT_EQ(it.received->path(0).local, to_socket({"127.0.0.2", 0}).address);
  EXPECT_EQ(text(client.receive()), "re one");
}

TEST(DatagramBatch, TheSameOverIPv6) {
  if (!open_udp_socket(to_socket({"::1", 0}))) GTEST_SKIP() << "no IPv6 here";
  server it("::");
  const auto client = it.client("::1");
  client.send(as_bytes("one"));
  EXPECT_EQ(it.echo(), 1u);
  EXPECT_EQ(it.received->path(0).local, to_socket({"::1", 0}).address);
  EXPECT_EQ(text(client.receive()), "re one");
}

TEST(DatagramBatch, OneThatCannotBeSentDoesNotStopTheOthers) {
  server it("127.0.0.1");
  const auto client = it.client("127.0.0.1");
  client.send(as_bytes("x"));
  ASSERT_EQ(it.received->receive(it.socket.get()), 1u);
  const auto good = it.received->path(0);
  auto bad = good;
  bad.port = 0;
  it.sending->add(bad, as_bytes("lost"));
  it.sending->add(good, as_bytes("arrives"));
  EXPECT_EQ(it.sending->send(it.socket.get()), 1u);
  EXPECT_EQ(text(client.receive()), "arrives");
}

}  // namespace
}  // namespace aviary
