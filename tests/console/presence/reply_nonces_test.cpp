#include "console/presence/reply_nonces.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aviary {
namespace {

struct counted_entropy final : entropy_port {
  void fill(std::span<std::uint8_t> out) override {
    ++draws;
    std::ranges::fill(out, octet);
  }
  std::uint8_t octet = 0;
  int draws = 0;
};

TEST(ReplyNonces, DrawsOnceAndCountsOn) {
  counted_entropy entropy;
  reply_nonces nonces(entropy);
  EXPECT_EQ(entropy.draws, 0) << "most batches of fragments end without a REPLY";
  std::set<decltype(box_nonce::value)> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(nonces.next().value);
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(entropy.draws, 1);
}

TEST(ReplyNonces, CarriesThroughAllOctets) {
  counted_entropy entropy;
  entropy.octet = 0xFF;
  reply_nonces nonces(entropy);
  EXPECT_EQ(nonces.next().value.back(), 0xFF);
  EXPECT_EQ(nonces.next().value, decltype(box_nonce::value){});
  EXPECT_EQ(nonces.next().value.front(), 1);
}

TEST(ReplyNonces, AnotherBatchDrawsAnew) {
  counted_entropy entropy;
  const auto first = reply_nonces(entropy).next();
  entropy.octet = 7;
  EXPECT_NE(reply_nonces(entropy).next().value, first.value);
}

}  // namespace
}  // namespace aviary
