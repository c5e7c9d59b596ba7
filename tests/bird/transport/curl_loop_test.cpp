#include "bird/transport/curl_loop.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/bird/transport/http_answerer.hpp"
#include "tests/bird/transport/loopback_server.hpp"

namespace aviary {
namespace {

std::size_t append(char* octets, std::size_t, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(octets, count);
  return count;
}

class CurlLoop : public testing::Test {
 protected:
  CURL* get(const std::string& url) {
    auto* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
    return easy;
  }
  std::string at(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port) + "/"; }

  boost::asio::io_context io;
  std::string body;
  std::optional<CURLcode> outcome;
  std::optional<curl_loop> loop{std::in_place, io, 8L, [this](CURL* easy, CURLcode how) {
                                  outcome = how;
                                  curl_easy_cleanup(easy);
                                }};
};

TEST_F(CurlLoop, BringsATransferToItsEnd) {
  http_answerer server(io, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  loop->start(get(at(server.port())));
  ASSERT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
  EXPECT_EQ(*outcome, CURLE_OK);
  EXPECT_EQ(body, "hello");
}

TEST_F(CurlLoop, SaysThatNobodyListens) {
  const auto port = http_answerer(io, "").port();
  io.poll();
  loop->start(get(at(port)));
  ASSERT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
  EXPECT_EQ(*outcome, CURLE_COULDNT_CONNECT);
}

TEST_F(CurlLoop, EndsWithTransfersUnderWay) {
  http_answerer server(io, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
  auto* easy = get(at(server.port()));
  loop->start(easy);
  ASSERT_TRUE(run_until(io, [&] { return body == "he"; }));
  loop->give_up(easy);
  curl_easy_cleanup(easy);
  loop.reset();
  io.poll();
  EXPECT_FALSE(outcome);
}

}  // namespace
}  // namespace aviary
