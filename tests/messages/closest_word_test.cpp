#include "messages/closest_word.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

const std::vector<std::string> options{"--data", "--resolver", "--ssh", "--heartbeat"};

TEST(ClosestWord, FindsASlipOfTheFinger) {
  EXPECT_EQ(closest_word("--resolvr", options), "--resolver");
  EXPECT_EQ(closest_word("--hearbeat", options), "--heartbeat");
  EXPECT_EQ(closest_word("--dat", options), "--data");
  EXPECT_EQ(closest_word("--ssh", options), "--ssh");
  EXPECT_EQ(closest_word("lsit", {"show", "list"}), "list");
  EXPECT_EQ(closest_word("--hsh", options), "--ssh");
}

TEST(ClosestWord, KeepsQuietWhenNothingIsNear) {
  EXPECT_EQ(closest_word("--frobnicate", options), "");
  EXPECT_EQ(closest_word("", options), "");
  EXPECT_EQ(closest_word("x", {}), "");
}

}  // namespace
}  // namespace aviary
