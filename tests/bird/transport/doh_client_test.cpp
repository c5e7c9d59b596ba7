#include "bird/transport/doh_client.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "tests/bird/transport/http_answerer.hpp"
#include "tests/bird/transport/loopback_server.hpp"

namespace aviary {
namespace {

const bytes query{0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};

// What comes through is tested with real servers (tests/system/test_doh.py); here is what does not.
class DohClient : public testing::Test {
 protected:
  void ask(std::uint16_t port) {
    const auto url = "https://127.0.0.1:" + std::to_string(port) + "/dns-query";
    client = std::make_unique<doh_client>(
        io, std::vector{*parse_doh_server(url)}, doh_trust{},
        [this](std::size_t, const std::string& what) { troubles.push_back(what); });
    client->on_receive([this](std::size_t, byte_view) { ++received; });
    client->on_send_failed([this](std::size_t) { ++failed; });
  }

  boost::asio::io_context io;
  std::unique_ptr<doh_client> client;
  std::vector<std::string> troubles;
  std::size_t received = 0;
  std::size_t failed = 0;
};

TEST_F(DohClient, TellsATroubleOnceAndEachLoss) {
  const auto gone = http_answerer(io, "").port();
  io.poll();
  ask(gone);
  client->send(0, query);
  ASSERT_TRUE(run_until(io, [&] { return failed == 1; }));
  client->send_over_stream(0, query);
  ASSERT_TRUE(run_until(io, [&] { return failed == 2; }));
  EXPECT_EQ(troubles.size(), 1u);
  EXPECT_NE(troubles.at(0), "");
}

TEST_F(DohClient, TakesNothingFromWhoDoesNotSpeakTls) {
  http_answerer plain(io,
                      "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\n"
                      "Content-Length: 12\r\n\r\n............");
  ask(plain.port());
  client->send(0, query);
  ASSERT_TRUE(run_until(io, [&] { return failed == 1; }));
  EXPECT_EQ(received, 0u);
}

TEST_F(DohClient, LosesWhatIsMoreThanItHolds) {
  http_answerer silent(io, "");
  ask(silent.port());
  for (std::size_t i = 0; i < doh_client::under_way_max + 3; ++i) client->send(0, query);
  ASSERT_TRUE(run_until(io, [&] { return failed == 3; }));
}

TEST_F(DohClient, SendsNothingThatIsNoMessage) {
  ask(1);
  client->send(0, bytes{1, 2});
  io.poll();
  EXPECT_EQ(failed, 0u);
}

}  // namespace
}  // namespace aviary
