#include "console/accounts/guess_penalties.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr instant start{};

class Guesses : public ::testing::Test {
 protected:
  void wrong(int times, std::string_view source, std::string_view user, instant at = start) {
    for (int i = 0; i < times; ++i) penalties.note_guess(source, user, at);
  }
  auto wait(std::string_view source, std::string_view user, instant at = start) const {
    return std::chrono::round<std::chrono::seconds>(penalties.wait(source, user, at));
  }
  guess_penalties penalties;
};

TEST_F(Guesses, FiveAreFreeAndThenEachWaitsTwiceAsLong) {
  wrong(4, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 0s);
  wrong(1, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 1s);
  EXPECT_EQ(wait("192.0.2.1", "ada", start + 1s), 0s);
  wrong(1, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 2s);
  wrong(3, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 16s);
  wrong(100, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 15min);
}

TEST_F(Guesses, ASourceThatTriesManyUsersWaitsAsWell) {
  for (int i = 0; i < 20; ++i) wrong(1, "192.0.2.1", "user" + std::to_string(i));
  EXPECT_EQ(wait("192.0.2.1", "another"), 1s);
  EXPECT_EQ(wait("192.0.2.2", "another"), 0s);
}

TEST_F(Guesses, ManySourcesCannotLockAUserOut) {
  for (int i = 0; i < 1000; ++i) wrong(1, "192.0.2." + std::to_string(i), "ada");
  EXPECT_EQ(wait("198.51.100.1", "ada"), 1min);
  EXPECT_EQ(wait("198.51.100.1", "bob"), 0s);
}

TEST_F(Guesses, ARightOneClearsWhatThatSourceGuessedAtThatUserAndNoMore) {
  wrong(40, "192.0.2.1", "ada");
  penalties.note_right("192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 15min) << "its own account must not reset a source";
  EXPECT_EQ(wait("192.0.2.2", "ada"), 0s);
  wrong(6, "192.0.2.3", "bob");
  penalties.note_right("192.0.2.3", "bob");
  EXPECT_EQ(wait("192.0.2.3", "bob"), 0s);
}

TEST_F(Guesses, RightOnesNeverCount) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(wait("192.0.2.1", "ada"), 0s) << i;
    penalties.note_guess("192.0.2.1", "ada", start);
    penalties.note_right("192.0.2.1", "ada");
  }
}

TEST_F(Guesses, ADayForgets) {
  wrong(10, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada", start + 24h), 0s);
  wrong(1, "192.0.2.1", "ada", start + 24h);
  EXPECT_EQ(wait("192.0.2.1", "ada", start + 24h), 0s);
}

TEST_F(Guesses, WhereAUserLoggedInNobodyElsesGuessesCount) {
  penalties.note_guess("192.0.2.7", "ada", start);
  penalties.note_right("192.0.2.7", "ada");
  for (int i = 0; i < 1000; ++i) wrong(1, "198.51.100." + std::to_string(i), "ada");
  EXPECT_EQ(wait("192.0.2.7", "ada"), 0s);
  EXPECT_EQ(wait("192.0.2.8", "ada"), 1min);
  EXPECT_EQ(wait("192.0.2.7", "ada", start + 24h), 0s);
}

TEST_F(Guesses, WhatNobodyLookedAtDoesNotCount) {
  wrong(4, "192.0.2.1", "ada");
  for (int i = 0; i < 100; ++i) {
    wrong(1, "192.0.2.1", "ada");
    penalties.take_back("192.0.2.1", "ada");
  }
  EXPECT_EQ(wait("192.0.2.1", "ada"), 0s);
  wrong(1, "192.0.2.1", "ada");
  EXPECT_EQ(wait("192.0.2.1", "ada"), 1s);
}

TEST_F(Guesses, TheTablesAreBoundedAndJunkPushesNoCountOut) {
  wrong(30, "192.0.2.1", "ada");
  wrong(70, "192.0.2.9", "bob");
  for (int i = 0; i < 10'000; ++i) wrong(1, "10.0." + std::to_string(i), "eve" + std::to_string(i));
  EXPECT_EQ(wait("192.0.2.1", "ada"), 15min);
  EXPECT_EQ(wait("192.0.2.8", "bob"), 1min);
}

}  // namespace
}  // namespace aviary
