#include "bird/control_socket.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <thread>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

/// A control socket whose thread runs as long as the test.
class ControlSocket : public testing::Test {
 protected:
  void open() {
    auto opened = control_socket::open(io_, path_, [](std::string_view command, auto reply) {
      if (command != "status") return reply(failure{"no such command", "there is: status"});
      json_object out;
      out["state"] = "connected";
      reply(std::move(out));
    });
    ASSERT_TRUE(opened) << opened.error().what;
    socket_ = *std::move(opened);
    runs_ = std::thread([this] { io_.run(); });
  }
  ~ControlSocket() override {
    io_.stop();
    if (runs_.joinable()) runs_.join();
  }

  scratch_folder folder_;
  std::filesystem::path path_ = folder_ / "control.socket";
  boost::asio::io_context io_;
  std::unique_ptr<control_socket> socket_;
  std::thread runs_;
};

TEST_F(ControlSocket, AnswersOrSaysWhyNot) {
  open();
  const auto good = ask_control_socket(path_, "status");
  ASSERT_TRUE(good && *good);
  EXPECT_EQ(find_text(**good, "state"), "connected");
  const auto refused = ask_control_socket(path_, "fly");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->error().what, "no such command");
  EXPECT_EQ(refused->error().hint, "there is: status");
}

TEST_F(ControlSocket, OnlyItsOwnerMayOpenIt) {
  open();
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
}

TEST_F(ControlSocket, NobodyAnswersWhereNoneListens) {
  EXPECT_FALSE(ask_control_socket(path_, "status"));
  set_content(path_, "what a killed process left behind");
  EXPECT_FALSE(ask_control_socket(path_, "status"));
  open();
  EXPECT_TRUE(ask_control_socket(path_, "status"));
}

TEST_F(ControlSocket, SaysThatAPathIsTooLong) {
  const auto refused = control_socket::open(io_, folder_ / std::string(100, 'x'), {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().hint.find("90 characters"), std::string::npos);
  EXPECT_FALSE(ask_control_socket(folder_ / std::string(100, 'x'), "status"));
}

}  // namespace
}  // namespace aviary
