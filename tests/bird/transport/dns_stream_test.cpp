#include "bird/transport/dns_stream.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/bird/transport/loopback_server.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

class DnsStream : public testing::Test {
 protected:
  std::optional<bytes> ask(const boost::asio::ip::tcp::endpoint& to, byte_view message) {
    std::vector<bytes> answers;
    ask_over_stream(io, to, message, 200ms,
                    [&](byte_view answer) { answers.emplace_back(answer.begin(), answer.end()); });
    run_until(io, [&] { return !answers.empty(); });
    io.run_for(20ms);
    EXPECT_LE(answers.size(), 1u) << "called once";
    if (answers.empty()) return {};
    return answers.front();
  }

  boost::asio::io_context io;
};

TEST_F(DnsStream, brings_the_answer) {
  loopback_server server(io);
  bytes message(5000);
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(ask(server.stream_at(), message), loopback_server::turned_around(message));
}

TEST_F(DnsStream, says_when_there_is_none_in_time) {
  loopback_server server(io);
  server.stalls = true;
  EXPECT_EQ(ask(server.stream_at(), bytes{1, 2, 3}), bytes{});
}

TEST_F(DnsStream, says_when_nobody_listens) {
  boost::asio::ip::tcp::endpoint nobody;
  {
    loopback_server server(io);
    nobody = server.stream_at();
  }
  EXPECT_EQ(ask(nobody, bytes{1, 2, 3}), bytes{});
}

}  // namespace

}  // namespace aviary
