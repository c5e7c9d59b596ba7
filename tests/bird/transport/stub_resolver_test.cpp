#include "bird/transport/stub_resolver.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "tests/bird/transport/loopback_server.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

class StubResolver : public testing::Test {
 protected:
  void start(std::vector<boost::asio::ip::udp::endpoint> at) {
    resolver = std::make_unique<stub_resolver>(io, std::move(at));
    resolver->on_receive([this](std::size_t ordinal, byte_view datagram) {
      received.emplace_back(ordinal, bytes(datagram.begin(), datagram.end()));
    });
    resolver->on_send_failed([this](std::size_t ordinal) { failed.push_back(ordinal); });
  }

  boost::asio::io_context io;
  std::unique_ptr<stub_resolver> resolver;
  std::vector<std::pair<std::size_t, bytes>> received;
  std::vector<std::size_t> failed;
};

TEST_F(StubResolver, brings_answers_with_the_resolver_they_came_from) {
  loopback_server first(io);
  loopback_server second(io);
  start({first.at(), second.at()});
  resolver->send(1, bytes{1, 2, 3});
  ASSERT_TRUE(run_until(io, [&] { return received.size() == 1; }));
  EXPECT_EQ(received[0], std::pair(std::size_t{1}, bytes{3, 2, 1}));
  resolver->send(0, bytes{4, 5});
  ASSERT_TRUE(run_until(io, [&] { return received.size() == 2; }));
  EXPECT_EQ(received[1], std::pair(std::size_t{0}, bytes{5, 4}));
  EXPECT_EQ(first.received, 1u);
  EXPECT_EQ(second.received, 1u);
}

TEST_F(StubResolver, changes_its_port) {
  loopback_server server(io);
  start({server.at()});
  for (std::size_t i = 1; i <= 2 * stub_resolver::queries_per_port + 1; ++i) {
    resolver->send(0, bytes{1, 2});
    ASSERT_TRUE(run_until(io, [&] { return received.size() == i; }));
  }
  EXPECT_EQ(server.ports_seen.size(), 3u);
}

// The kernel hands a connected socket nothing from another sender, whatever it sends.
TEST_F(StubResolver, hears_nobody_but_its_resolver) {
  loopback_server server(io);
  start({server.at()});
  resolver->send(0, bytes{1, 2});
  ASSERT_TRUE(run_until(io, [&] { return received.size() == 1; }));
  boost::asio::ip::udp::socket stranger(io, {server.at().address(), 0});
  const bytes forged{6, 6, 6};
  const auto to = *server.ports_seen.begin();
  stranger.send_to(boost::asio::buffer(forged), {server.at().address(), to});
  io.run_for(30ms);
  EXPECT_EQ(received.size(), 1u);
}

TEST_F(StubResolver, goes_on_after_its_resolver_was_away) {
  boost::asio::ip::udp::endpoint at;
  {
    loopback_server away(io);
    at = away.at();
  }
  start({at});
  for (int i = 0; i < 3; ++i) {
    resolver->send(0, bytes{1, 2});
    io.run_for(10ms);
  }
  boost::asio::ip::udp::socket back(io, at);
  resolver->send(0, bytes{9});
  io.run_for(10ms);
  std::array<std::uint8_t, 16> buffer{};
  boost::asio::ip::udp::endpoint from;
  back.non_blocking(true);
  boost::system::error_code error;
  EXPECT_EQ(back.receive_from(boost::asio::buffer(buffer), from, 0, error), 1u);
  const bytes answer{8};
  back.send_to(boost::asio::buffer(answer), from);
  EXPECT_TRUE(run_until(io, [&] { return received.size() == 1; }));
}

TEST_F(StubResolver, asks_over_tcp) {
  loopback_server server(io);
  start({server.at()});
  resolver->send_over_stream(0, bytes{1, 2, 3});
  ASSERT_TRUE(run_until(io, [&] { return received.size() == 1; }));
  EXPECT_EQ(received[0].second, (bytes{3, 2, 1}));
  EXPECT_TRUE(failed.empty());
}

TEST_F(StubResolver, says_what_could_not_leave) {
  boost::asio::ip::udp::endpoint nobody;
  {
    loopback_server server(io);
    nobody = server.at();
  }
  start({nobody});
  resolver->send_over_stream(0, bytes{1, 2, 3});
  EXPECT_TRUE(run_until(io, [&] { return failed.size() == 1; }));
  loopback_server stalled(io);
  stalled.stalls = true;
  failed.clear();
  start({stalled.at()});
  for (std::size_t i = 0; i <= stub_resolver::streams_max; ++i)
    resolver->send_over_stream(0, bytes{1, 2, 3});
  EXPECT_TRUE(run_until(io, [&] { return failed.size() == 1; })) << "the fifth stream";
}

TEST_F(StubResolver, may_end_while_queries_are_under_way) {
  loopback_server server(io);
  start({server.at()});
  resolver->send(0, bytes{1, 2});
  resolver->send_over_stream(0, bytes{1, 2, 3});
  io.run_one();
  resolver.reset();
  io.run_for(30ms);
  EXPECT_TRUE(received.empty());
}

}  // namespace

}  // namespace aviary
