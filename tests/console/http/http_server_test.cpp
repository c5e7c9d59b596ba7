#include "console/http/http_server.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <list>
#include <mutex>
#include <thread>

#include "console/dns/dns_socket.hpp"
#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

// -- a client ------------------------------------------------------------------------------------

/// Says what it is told to, HTTP or not, and hears for two seconds at most.
class client {
 public:
  explicit client(const std::filesystem::path& path) : socket_(open_socket(AF_UNIX)) {
    sockaddr_un to{AF_UNIX, {}};
    path.string().copy(to.sun_path, sizeof(to.sun_path) - 1);
    connect_to(to);
  }
  explicit client(std::uint16_t port) : socket_(open_socket(AF_INET)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect_to(to);
  }

  void say(std::string_view text) const {
    ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  /// Until `end` has come, or the end of the stream, or nothing more.
  std::string hear(std::string_view end = "\n") const {
    std::string heard;
    std::array<char, 4096> octets;
    while (heard.find(end) == heard.npos && comes(2000)) {
      const auto got = ::recv(socket_.get(), octets.data(), octets.size(), 0);
      if (got <= 0) break;
      heard.append(octets.data(), static_cast<std::size_t>(got));
    }
    return heard;
  }
  /// The number in the next response's first line; 0 when there is none.
  int status() const {
    const auto heard = hear("}");
    return heard.starts_with("HTTP/1.1 ") ? std::stoi(heard.substr(9, 3)) : 0;
  }
  int ask(const std::string& head, const std::string& host = "x") const {
    say(head + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return status();
  }
  bool is_closed(int milliseconds = 2000) const {
    char octet;
    return comes(milliseconds) && ::recv(socket_.get(), &octet, 1, MSG_PEEK) <= 0;
  }

 private:
  static socket_handle open_socket(int family) {
    return socket_handle(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
  void connect_to(const auto& address) const {
    EXPECT_EQ(
        ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  bool comes(int milliseconds) const {
    pollfd wanted{socket_.get(), POLLIN, 0};
    return ::poll(&wanted, 1, milliseconds) == 1;
  }

  socket_handle socket_;
};

// -- a server ------------------------------------------------------------------------------------

/// Answers with what it was asked; keeps the reply to /later for the test.
class HttpServer : public testing::Test {
 protected:
  void open(std::chrono::milliseconds patience = 30s) {
    auto opened =
        http_server::open({socket_, endpoint{"127.0.0.1", 0}, {}, patience},
                          [this](const api_request& asked, api_reply reply) {
                            const std::lock_guard lock(guard_);
                            asked_.push_back(asked);
                            if (asked.path == "/later") return replies_.push_back(std::move(reply));
                            if (asked.path == "/feed") return reply(fed());
                            const bool by_port = asked.door == caller::door::loopback;
                            reply({200, "application/json", by_port ? "{by port}" : "{all}"});
                          });
    ASSERT_TRUE(opened) << opened.error().what;
    server_ = *std::move(opened);
    port_ = server_->loopback()->port;
    host_ = "127.0.0.1:" + std::to_string(port_);
  }
  /// A response that ends when `told_` holds nothing.
  api_response fed() {
    api_response out{200, "text/event-stream", "first;"};
    out.feed = [this]() -> std::optional<std::string> {
      const std::lock_guard lock(guard_);
      return told_ ? std::optional(std::exchange(*told_, {})) : std::nullopt;
    };
    return out;
  }
  void tell(std::optional<std::string> next) {
    {
      const std::lock_guard lock(guard_);
      told_ = std::move(next);
    }
    server_->wake_feeds();
  }
  std::vector<api_request> asked() {
    const std::lock_guard lock(guard_);
    return asked_;
  }
  std::vector<api_reply> replies(std::size_t wanted) {
    for (int i = 0; i < 200; ++i) {
      {
        const std::lock_guard lock(guard_);
        if (replies_.size() >= wanted) return std::exchange(replies_, {});
      }
      std::this_thread::sleep_for(10ms);
    }
    ADD_FAILURE() << "fewer than " << wanted << " were asked for";
    return {};
  }

  scratch_folder folder_;
  std::filesystem::path socket_ = folder_ / "control.socket";
  std::mutex guard_;
  std::vector<api_request> asked_;
  std::optional<std::string> told_ = "";
  std::vector<api_reply> replies_;
  std::unique_ptr<http_server> server_;
  std::uint16_t port_ = 0;
  std::string host_;
};

TEST_F(HttpServer, TellsTheHandlerThroughWhichDoorARequestCame) {
  open();
  const client by_file(socket_);
  by_file.say("POST /a%20b?x=1%2B1&y=a+b&z HTTP/1.1\r\nHost: any\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_NE(by_file.hear("}").find("{all}"), std::string::npos);
  const client by_port(port_);
  by_port.say("GET / HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
  EXPECT_NE(by_port.hear("}").find("{by port}"), std::string::npos);

  const auto first = asked().front();
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.path, "/a%20b");
  EXPECT_EQ(first.body, "body");
  const std::map<std::string, std::string, std::less<>> query{
      {"x", "1+1"}, {"y", "a b"}, {"z", ""}};
  EXPECT_EQ(first.query, query);
}

TEST_F(HttpServer, AnswersRequestAfterRequestOnOneConnection) {
  open();
  const client one(socket_);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one.ask("GET /"), 200);
  one.say("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(one.hear("\r\n\r\n").ends_with("\r\n\r\n"));
  EXPECT_EQ(one.ask("GET /"), 200);  // no body of the HEAD stands before this
}

TEST_F(HttpServer, ServesOnlyTheHostThatTheOperatorNamed) {
  open();
  EXPECT_EQ(client(port_).ask("GET /", host_), 200);
  for (const auto* other : {"rebound.example.net", "127.0.0.1", ""})
    EXPECT_EQ(client(port_).ask("GET /", other), 421) << other;
  const client without(port_);
  without.say("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(without.status(), 421);
  EXPECT_EQ(asked().size(), 1u);
}

TEST_F(HttpServer, OnlyItsOwnerMayOpenTheSocket) {
  open();
  struct stat found {};
  ASSERT_EQ(::stat(socket_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
}

// -- hostile clients -----------------------------------------------------------------------------

TEST_F(HttpServer, RefusesWhatIsTooLargeOrNoHttp) {
  open();
  const client long_head(socket_);
  long_head.say("GET / HTTP/1.1\r\nX: " + std::string(http_server::head_octets_max, 'x'));
  EXPECT_EQ(long_head.status(), 431);
  EXPECT_TRUE(long_head.is_closed());

  const client long_body(socket_);
  long_body.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                std::to_string(http_server::body_octets_max + 1) + "\r\n\r\n");
  EXPECT_EQ(long_body.status(), 413);
  EXPECT_TRUE(long_body.is_closed());

  const client odd(socket_);
  odd.say("\x16\x03\x01 tls?\r\n\r\n");
  EXPECT_EQ(odd.status(), 400);
  EXPECT_TRUE(odd.is_closed());
  EXPECT_TRUE(asked().empty());
}

TEST_F(HttpServer, LetsGoOfAClientThatDripsItsRequest) {
  open(200ms);
  const client slow(port_);
  slow.say("GET / HT");
  for (int i = 0; i < 10 && !slow.is_closed(50); ++i) slow.say("T");
  EXPECT_TRUE(slow.is_closed());
  EXPECT_TRUE(asked().empty());
}

TEST_F(HttpServer, WhoFillsThePortDoesNotShutTheSocket) {
  open();
  std::list<client> idle;
  for (std::size_t i = 0; i < http_server::connections_max; ++i) {
    idle.emplace_back(port_);
    EXPECT_EQ(idle.back().ask("GET /", host_), 200);
  }
  EXPECT_TRUE(client(port_).is_closed());
  EXPECT_EQ(client(socket_).ask("GET /"), 200);

  idle.clear();  // their places are free again, as soon as the server has seen it
  int status = 0;
  for (int i = 0; i < 100 && status != 200; ++i) status = client(port_).ask("GET /", host_);
  EXPECT_EQ(status, 200);
}

// -- the end -------------------------------------------------------------------------------------

TEST_F(HttpServer, MayBeRepliedToLaterByAnyThread) {
  open();
  const client patient(socket_);
  patient.say("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  for (auto& reply : replies(1))
    std::thread([reply] { reply({404, "application/json", "{}"}); }).join();
  EXPECT_EQ(patient.status(), 404);
}

TEST_F(HttpServer, MayBeRepliedToWhenItHasStopped) {
  open();
  const client gone(socket_);
  gone.say("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  const client waits(socket_);
  waits.say("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  auto replies = this->replies(2);
  server_->stop();
  EXPECT_FALSE(std::filesystem::exists(socket_));
  replies.front()({200, "application/json", "{}"});
  replies.clear();
  server_.reset();
  EXPECT_TRUE(waits.is_closed());
}

TEST_F(HttpServer, SaysWhyItCannotListen) {
  open();
  const auto taken = http_server::open({folder_ / "other.socket", server_->loopback(), {}}, {});
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().what.find("--http " + host_), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "other.socket"));

  const auto too_long = http_server::open({folder_ / std::string(100, 'x'), {}, {}}, {});
  ASSERT_FALSE(too_long);
  EXPECT_NE(too_long.error().hint.find("90 characters"), std::string::npos);
}

// -- feeds ---------------------------------------------------------------------------------------

TEST_F(HttpServer, FeedsUntilItsEnd) {
  open();
  const client reader(port_);
  reader.say("GET /feed HTTP/1.1\r\nHost: " + host_ + "\r\n\r\n");
  const auto head = reader.hear("first;");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200")) << head;
  EXPECT_EQ(head.find("Content-Length"), head.npos) << head;
  tell("second;");
  EXPECT_EQ(reader.hear("second;"), "second;");
  tell("third;");
  EXPECT_EQ(reader.hear("third;"), "third;");
  tell({});
  EXPECT_TRUE(reader.is_closed());
}

TEST_F(HttpServer, FeedsSomeAndLeavesRoomForOthers) {
  open();
  const auto ask = [](const client& one) {
    one.say("GET /feed HTTP/1.1\r\nHost: x\r\n\r\n");
    return one.hear("first;");
  };
  {
    std::list<client> readers;
    for (std::size_t i = 0; i < http_server::feeds_max; ++i) {
      readers.emplace_back(socket_);
      EXPECT_NE(ask(readers.back()).find("first;"), std::string::npos) << i;
    }
    const client other(socket_);
    EXPECT_EQ(other.ask("GET /feed"), 503) << "one too many";
    EXPECT_EQ(other.ask("GET /all"), 200) << "the same connection";
  }
  for (int i = 0; i < 200; ++i) {
    const client again(socket_);
    if (ask(again).find("first;") != std::string::npos) return;
    std::this_thread::sleep_for(10ms);
  }
  FAIL() << "they have gone, and nobody noticed";
}

}  // namespace
}  // namespace aviary
