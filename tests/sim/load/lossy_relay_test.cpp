#include "sim/load/lossy_relay.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "actors/system_clock.hpp"
#include "messages/dns_question.hpp"

namespace aviary {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using std::chrono::milliseconds;

constexpr milliseconds long_enough{2000};

/// A socket in the console's place, and the relay before it.
class LossyRelay : public testing::Test {
 protected:
  LossyRelay() { console_.non_blocking(true); }

  lossy_relay& relay(double loss, milliseconds delay = milliseconds(0)) {
    return relay_.emplace(io_, lossy_relay_settings{console_.local_endpoint(), loss, delay, 1},
                          clock_, counters_);
  }

  datagram_port& bird(bytes& into) {
    auto& port = relay_->add_bird(zone_);
    port.on_receive([&into](std::size_t, byte_view datagram) {
      into.assign(datagram.begin(), datagram.end());
    });
    port.on_send_failed([this](std::size_t) { ++failed_; });
    return port;
  }

  static bytes query(std::uint16_t id) {
    std::array<std::uint8_t, question_octets_max> octets;
    const auto size = write_question(octets, id, {*dns_name::parse("x.c.example.net")});
    return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
  }

  /// What arrived at the console; nothing when nothing did.
  std::optional<bytes> heard() {
    bytes octets(2048);
    boost::system::error_code error;
    const auto size = console_.receive_from(asio::buffer(octets), peer_, 0, error);
    if (error) return {};
    octets.resize(size);
    return octets;
  }
  void answer(const bytes& datagram) { console_.send_to(asio::buffer(datagram), peer_); }

  template <class Condition>
  bool wait_for(Condition holds) {
    const auto end = clock_.now() + long_enough;
    while (!holds() && clock_.now() < end) {
      io_.restart();
      io_.run_for(milliseconds(1));
    }
    return holds();
  }

  asio::io_context io_;
  system_clock_port clock_;
  zone_name zone_ = *zone_name::parse("c.example.net");
  load_counters counters_;
  udp::socket console_{io_, udp::endpoint(asio::ip::address_v4::loopback(), 0)};
  udp::endpoint peer_;
  std::size_t failed_ = 0;
  std::optional<lossy_relay> relay_;
};

TEST_F(LossyRelay, BringsAnswersToTheirBirdUnderItsOwnId) {
  relay(0);
  bytes first, second;
  auto& one = bird(first);
  auto& two = bird(second);
  one.send(0, query(0x1234));
  two.send(0, query(0x1234));
  std::vector<bytes> asked;
  std::vector<udp::endpoint> from;
  ASSERT_TRUE(wait_for([&] {
    if (const auto datagram = heard()) {
      asked.push_back(*datagram);
      from.push_back(peer_);
    }
    return asked.size() == 2;
  }));
  peer_ = from[0];
  asked[0].push_back('1');  // tells the answers apart
  answer(asked[0]);
  ASSERT_TRUE(wait_for([&] { return !first.empty(); }));
  EXPECT_TRUE(second.empty());
  auto expected = query(0x1234);
  expected.push_back('1');
  EXPECT_EQ(first, expected);
  first.clear();
  answer(asked[0]);
  peer_ = from[1];
  answer(asked[1]);
  ASSERT_TRUE(wait_for([&] { return !second.empty(); }));
  EXPECT_TRUE(first.empty()) << "a second answer to one query";
  EXPECT_EQ(counters_.queries, 2u);
  EXPECT_EQ(counters_.answers, 2u);
}

TEST_F(LossyRelay, BirdsOfOneSocketDoNotSeeEachOthersAnswers) {
  relay(0);
  std::vector<bytes> came(lossy_relay::sockets_count + 1);
  std::vector<datagram_port*> birds;
  for (auto& into : came) birds.push_back(&bird(into));
  birds.front()->send(0, query(7));
  birds.back()->send(0, query(7));
  std::size_t answered = 0;
  ASSERT_TRUE(wait_for([&] {
    if (auto datagram = heard()) {
      datagram->push_back(static_cast<std::uint8_t>(answered));
      answer(*datagram);
      ++answered;
    }
    return !came.front().empty() && !came.back().empty();
  }));
  EXPECT_EQ(came.front().back(), 0);
  EXPECT_EQ(came.back().back(), 1);
}

TEST_F(LossyRelay, LosesAShareEachWayAndCountsIt) {
  relay(0.5);
  bytes came;
  auto& port = bird(came);
  constexpr std::uint64_t queries = 400;
  std::uint64_t arrived = 0;
  for (std::uint16_t i = 0; i < queries; ++i) {
    port.send(0, query(i));
    while (const auto datagram = heard()) {
      ++arrived;
      answer(*datagram);
    }
    io_.poll();
  }
  ASSERT_TRUE(wait_for([&] { return counters_.answers + counters_.lost_down == arrived; }));
  EXPECT_EQ(counters_.queries, queries);
  EXPECT_EQ(arrived + counters_.lost_up, queries);
  EXPECT_NEAR(static_cast<double>(counters_.lost_up), queries / 2, 50);
  EXPECT_NEAR(static_cast<double>(counters_.lost_down), static_cast<double>(arrived) / 2, 40);
}

TEST_F(LossyRelay, HoldsDatagramsBackEachWay) {
  constexpr milliseconds delay(40);
  relay(0, delay);
  bytes came;
  auto& port = bird(came);
  const auto sent = clock_.now();
  port.send(0, query(1));
  EXPECT_FALSE(heard());
  ASSERT_TRUE(wait_for([&] {
    if (const auto datagram = heard()) answer(*datagram);
    return !came.empty();
  }));
  EXPECT_GE(clock_.now() - sent, 2 * delay);
  EXPECT_EQ(came, query(1));
}

TEST_F(LossyRelay, AsksOverTcpWhatWantsTcp) {
  relay(0.9);
  bytes came;
  auto& port = bird(came);
  asio::ip::tcp::acceptor listener(io_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(),
                                                                console_.local_endpoint().port()));
  std::jthread server([&listener] {
    auto connection = listener.accept();
    std::array<std::uint8_t, 2> length;
    asio::read(connection, asio::buffer(length));
    bytes message(byte_reader(length).u16());
    asio::read(connection, asio::buffer(message));
    asio::write(connection, asio::buffer(length));
    asio::write(connection, asio::buffer(message));
  });
  port.send_over_stream(0, query(9));
  ASSERT_TRUE(wait_for([&] { return !came.empty(); }));
  EXPECT_EQ(came, query(9));
  EXPECT_EQ(counters_.over_stream, 1u);
  EXPECT_EQ(counters_.queries, 0u);
}

TEST_F(LossyRelay, SaysSoWhenNobodyAnswersOverTcp) {
  relay(0);
  bytes came;
  bird(came).send_over_stream(0, query(9));
  EXPECT_TRUE(wait_for([&] { return failed_ == 1; }));
}

}  // namespace
}  // namespace aviary
