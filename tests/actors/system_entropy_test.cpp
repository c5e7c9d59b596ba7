#include "actors/system_entropy.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aviary {
namespace {

TEST(SystemEntropy, FillsAllAndNeverTwiceTheSame) {
  system_entropy entropy;
  std::array<std::uint8_t, 64> a{}, b{};
  entropy.fill(a);
  entropy.fill(b);
  EXPECT_NE(a, b);
  EXPECT_NE(std::count(a.begin(), a.end(), 0), 64);
}

TEST(SystemEntropy, DrawsIntegers) {
  system_entropy entropy;
  EXPECT_NE(entropy.draw<std::uint64_t>(), entropy.draw<std::uint64_t>());
}

}  // namespace
}  // namespace aviary
