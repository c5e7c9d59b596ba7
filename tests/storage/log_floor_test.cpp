#include "storage/log_floor.hpp"

#include <gtest/gtest.h>

namespace aviary {

TEST(LogFloor, IsTheEndWhileNoStreamIsNeeded) {
  log_floor floor;
  EXPECT_EQ(floor.below({9}), position{9});
  floor.retire("nobody");
  EXPECT_EQ(floor.below({9}), position{9});
}

TEST(LogFloor, StopsBeforeTheOldestStreamThatIsNeeded) {
  log_floor floor;
  floor.add("a", {3});
  floor.add("b", {4});
  floor.add("a", {5});
  EXPECT_EQ(floor.below({5}), position{2});
  floor.retire("a");
  EXPECT_EQ(floor.below({5}), position{3});
  floor.add("a", {6});
  floor.retire("b");
  EXPECT_EQ(floor.below({6}), position{5});
  floor.retire("a");
  EXPECT_EQ(floor.below({6}), position{6});
}

}  // namespace aviary
