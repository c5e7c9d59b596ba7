#include "bird/intake.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "messages/report_id.hpp"

namespace aviary {
namespace {

using boost::asio::ip::tcp;

TEST(Intake, ReadsALineOfOpenCanary) {
  const auto seen = read_intake_line(
      R"({"dst_host":"10.0.0.5","dst_port":22,"logdata":{"USERNAME":"root"},"logtype":4002,)"
      R"("node_id":"oc","src_host":"10.0.0.9","src_port":51022})");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->src_host, "10.0.0.9");
  EXPECT_EQ(seen->type, log_types::ssh_login);
}

TEST(Intake, SaysWhatIsWrongWithALine) {
  const auto refused = read_intake_line("no JSON");
  ASSERT_TRUE(refused.has_error());
  EXPECT_FALSE(refused.error().what.empty());
  EXPECT_FALSE(refused.error().hint.empty());
}

TEST(Intake, AnswersInOneLine) {
  const auto id = make_report_id({{7}, 1}, {2}, {});
  EXPECT_EQ(intake_answer(id), R"({"result":"stored","report":")" + to_text(id) + "\"}");
  EXPECT_EQ(intake_answer(failure{"the disk is full", "free space"}),
            R"({"result":"error","error":"the disk is full","hint":"free space"})");
}

TEST(Intake, BelievesOnlyItsOwnMachine) {
  boost::asio::io_context io;
  const auto refused = intake::open(io, "192.0.2.1:1514", {});
  ASSERT_TRUE(refused.has_error());
  EXPECT_NE(refused.error().hint.find("127.0.0.1"), std::string::npos);
}

/// Over a real socket: lines in, answers out, in order, whatever becomes of each.
TEST(Intake, AnswersEachLineInOrder) {
  boost::asio::io_context io;
  tcp::acceptor free_port(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  const auto port = free_port.local_endpoint().port();
  free_port.close();
  std::uint32_t stored = 0;
  auto server = intake::open(io, "127.0.0.1:" + std::to_string(port), [&stored](report, auto told) {
    told(make_report_id({{7}, 1}, {stored++}, {}));
  });
  ASSERT_TRUE(server) << server.error().what;
  EXPECT_TRUE(intake::open(io, "127.0.0.1:" + std::to_string(port), {}).has_error());
  std::thread runs([&io] { io.run(); });

  boost::asio::io_context own;
  tcp::socket client(own);
  client.connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
  boost::asio::write(
      client, boost::asio::buffer(std::string("{\"logtype\":1}\r\nodd\n\n{\"logtype\":2}\n")));
  std::string answers;
  for (int line = 0; line < 3; ++line) {
    std::string buffer;
    const auto octets = boost::asio::read_until(client, boost::asio::dynamic_buffer(answers), '\n');
    const auto text = answers.substr(0, octets);
    answers.erase(0, octets);
    EXPECT_EQ(text.find("stored") != std::string::npos, line != 1) << text;
  }
  client.close();
  io.stop();
  runs.join();
  EXPECT_EQ(stored, 2u);
}

}  // namespace
}  // namespace aviary
