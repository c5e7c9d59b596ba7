#include "actors/program.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <csignal>

namespace aviary {
namespace {

TEST(Program, SaysWhatAndWhatNext) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(print_failure("aviary-bird", {"no folder", "make one"}), exit_code::failed);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "aviary-bird: no folder\n  make one\n");
}

TEST(Program, SuggestsWhatWasMeant) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(print_usage_failure("aviary-bird", "unknown option --resolvr=x",
                                {"--data", "--resolvr=x"}, {"--data", "--resolver"}),
            exit_code::usage);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "aviary-bird: unknown option --resolvr=x\n"
            "  did you mean --resolver? See: aviary-bird --help\n");
}

/// What a program that stays did, and what it said.
struct life {
  std::string transcript;
  std::string said;
};

/// `told`: what happens when it is up. `finish` may note things in the transcript.
life live(boost::asio::io_context& io, const std::function<void()>& told,
          const std::function<void(life&, std::function<void()>)>& finish) {
  life out;
  boost::asio::post(io, told);
  testing::internal::CaptureStderr();
  run_until_told(io, [&](std::function<void()> done) { finish(out, std::move(done)); });
  out.said = testing::internal::GetCapturedStderr();
  return out;
}

TEST(Program, RunsUntilItIsToldToEndAndFinishesWhatIsInHand) {
  boost::asio::io_context io;
  const auto seen = live(
      io, [] { std::raise(SIGTERM); },
      [&io](life& so_far, const std::function<void()>& done) {
        so_far.transcript += "winds down\n";
        boost::asio::post(io, [&so_far, done] {
          so_far.transcript += "done\n";
          done();
        });
      });
  EXPECT_EQ(seen.said, "ready\n");
  EXPECT_EQ(seen.transcript, "winds down\ndone\n");
}

TEST(Program, ASecondSignalCutsTheWindingDownShort) {
  boost::asio::io_context io;
  const auto begun = std::chrono::steady_clock::now();
  live(
      io, [] { std::raise(SIGINT); },
      [&io](life&, const std::function<void()>&) {
        boost::asio::post(io, [] { std::raise(SIGINT); });
      });
  EXPECT_LT(std::chrono::steady_clock::now() - begun, wind_down_max);
}

TEST(Program, OutlivesWhoReadsWhatItSays) {
  boost::asio::io_context io;
  live(
      io,
      [] {
        std::raise(SIGPIPE);
        std::raise(SIGTERM);
      },
      [](life&, const std::function<void()>& done) { done(); });
}

}  // namespace
}  // namespace aviary
