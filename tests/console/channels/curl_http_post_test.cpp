#include "console/channels/curl_http_post.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <future>

namespace aviary {
namespace {

using boost::asio::ip::tcp;

/// Takes connections of one test, one after the other.
class CurlHttpPost : public testing::Test {
 protected:
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/hook";
  }
  /// Takes one request, up to the body `end`, and answers it with `response`.
  std::string serve(const std::string& end, const std::string& response) {
    tcp::socket client(io_);
    acceptor_.accept(client);
    std::string request;
    boost::asio::read_until(client, boost::asio::dynamic_buffer(request), end);
    boost::asio::write(client, boost::asio::buffer(response));
    return request;
  }
  std::future<http_outcome> post(std::string body) {
    auto told = std::make_shared<std::promise<http_outcome>>();
    network_.post({url(), {{"webhook-id", "a.b"}}, std::move(body)},
                  [told](http_outcome outcome) { told->set_value(std::move(outcome)); });
    return told->get_future();
  }

  boost::asio::io_context io_;
  tcp::acceptor acceptor_{io_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  curl_http_post network_;
};

TEST_F(CurlHttpPost, BringsBodyAndHeadersAndTellsTheStatus) {
  auto outcome = post("{\"alert\":1}");
  const auto request = serve("{\"alert\":1}", "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_TRUE(request.starts_with("POST /hook HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("webhook-id: a.b\r\n"), request.npos);
  const auto told = outcome.get();
  EXPECT_TRUE(told.delivered());
  EXPECT_EQ(told.text, "HTTP 204");
}

TEST_F(CurlHttpPost, FollowsNobodyElsewhere) {
  auto outcome = post("{}");
  serve("{}", "HTTP/1.1 307 x\r\nLocation: " + url() + "\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(outcome.get().text, "HTTP 307");
}

TEST_F(CurlHttpPost, TellsThatNobodyIsThere) {
  const auto nowhere = url();
  auto outcome = [&] {
    acceptor_.close();
    auto told = std::make_shared<std::promise<http_outcome>>();
    network_.post({nowhere, {}, "{}"}, [told](auto got) { told->set_value(got); });
    return told->get_future();
  }();
  const auto told = outcome.get();
  EXPECT_FALSE(told.delivered());
  EXPECT_NE(told.text.find("connect"), told.text.npos) << told.text;
}

/// What `done` holds is let go of before whoever it leads to has gone.
TEST_F(CurlHttpPost, StopsAndLetsGoOfWhatIsUnderWay) {
  auto held = std::make_shared<int>(0);
  network_.post({url(), {}, "{}"}, [held](const auto&) { ++*held; });
  tcp::socket silent(io_);
  acceptor_.accept(silent);
  network_.stop();
  network_.post({url(), {}, "{}"}, [held](const auto&) { ++*held; });
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(*held, 0);
  network_.stop();
}

}  // namespace
}  // namespace aviary
