#include "bird/decoys/worker/socket_relay.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "bird/decoys/unique_fd.hpp"

namespace aviary {
namespace {

// A relay between two socket pairs; the test is the client at one end and the parser at the other.
class SocketRelay : public testing::Test {
 protected:
  struct pair {
    pair() {
      int fds[2];
      EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
      near = unique_fd(fds[0]);
      far = unique_fd(fds[1]);
    }
    unique_fd near;
    unique_fd far;
  };

  static void say(const unique_fd& as, std::string_view text) {
    ASSERT_EQ(::send(as.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  // What has arrived; nothing at the end of the stream.
  static std::optional<std::string> hear(const unique_fd& as) {
    std::string text(256 * 1024, '\0');
    const auto got = ::recv(as.get(), text.data(), text.size(), 0);
    if (got == 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return text;
  }

  unique_fd& client() { return client_.far; }
  unique_fd& parser() { return parser_.far; }

  pair client_;
  pair parser_;
  input_ring ring = *input_ring::create();
  socket_relay relay{client_.near.get(), parser_.near.get(), ring};
};

TEST_F(SocketRelay, carries_both_ways_and_keeps_what_the_client_sent) {
  say(parser(), "SSH-2.0-server\r\n");
  relay.move();
  EXPECT_EQ(hear(client()), "SSH-2.0-server\r\n");
  say(client(), "SSH-2.0-client\r\n\x01\x02");
  relay.move();
  EXPECT_EQ(as_text(ring.contents()), "SSH-2.0-client\r\n\x01\x02");
  EXPECT_EQ(hear(parser()), "SSH-2.0-client\r\n\x01\x02");
  EXPECT_EQ(as_text(relay.client_version().value()), "SSH-2.0-client");
  EXPECT_FALSE(relay.over());
}

TEST_F(SocketRelay, the_parser_reads_nothing_before_the_first_line_is_judged) {
  say(client(), "SSH-2.0-");
  relay.move();
  EXPECT_EQ(hear(parser()), "");
  EXPECT_FALSE(relay.client_version());
  say(client(), "x\r\n");
  relay.move();
  EXPECT_EQ(hear(parser()), "SSH-2.0-x\r\n");
}

TEST_F(SocketRelay, a_client_that_speaks_something_else_hears_who_we_are_and_a_refusal) {
  say(parser(), "SSH-2.0-server\r\n");
  say(client(), "GET / HTTP/1.1\r\n");
  relay.move();
  EXPECT_EQ(hear(client()), "SSH-2.0-server\r\nInvalid SSH identification string.\r\n");
  EXPECT_EQ(hear(parser()), "");
  EXPECT_TRUE(relay.over());
  EXPECT_EQ(as_text(ring.contents()), "GET / HTTP/1.1\r\n");
}

TEST_F(SocketRelay, a_client_that_leaves_ends_the_parser_after_its_last_octet) {
  say(client(), "SSH-2.0-x\r\nlast");
  client().reset();
  relay.move();
  EXPECT_EQ(hear(parser()), "SSH-2.0-x\r\nlast");
  relay.move();
  EXPECT_EQ(hear(parser()), std::nullopt);
  parser().reset();
  relay.move();
  EXPECT_TRUE(relay.over());
}

TEST_F(SocketRelay, a_client_that_leaves_in_its_first_line_ends_it_all) {
  say(client(), "SSH-2.0-");
  client().reset();
  relay.move();
  relay.move();
  EXPECT_TRUE(relay.over());
}

TEST_F(SocketRelay, a_parser_that_ends_has_its_last_words_delivered) {
  say(client(), "SSH-2.0-x\r\n");
  relay.move();
  say(parser(), "goodbye");
  parser().reset();
  relay.move();
  EXPECT_EQ(hear(client()), "goodbye");
  relay.move();
  EXPECT_TRUE(relay.over());
}

// Neither side reads for a while: the relay waits, loses nothing, and asks to be polled for that.
TEST_F(SocketRelay, a_slow_side_holds_the_other_back) {
  say(client(), "SSH-2.0-x\r\n");
  relay.move();
  hear(parser());
  const std::string piece(16 * 1024, 'x');
  std::size_t sent = 0;
  while (::send(client().get(), piece.data(), piece.size(), MSG_NOSIGNAL) > 0 && sent < 8'000'000) {
    sent += piece.size();
    relay.move();
  }
  EXPECT_LT(sent, 8'000'000u) << "memory for a client that nobody listens to";
  EXPECT_EQ(relay.client_events() & POLLIN, 0);
  EXPECT_EQ(relay.parser_events() & POLLOUT, POLLOUT);
  std::size_t heard = 0;
  for (int i = 0; i < 10'000; ++i) {
    heard += hear(parser()).value_or("").size();
    relay.move();
  }
  EXPECT_GE(heard, sent);
}

}  // namespace
}  // namespace aviary
