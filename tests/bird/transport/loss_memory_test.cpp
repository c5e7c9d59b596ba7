#include "bird/transport/loss_memory.hpp"

#include <gtest/gtest.h>

namespace aviary {

namespace {

loss_memory memory_of(std::size_t answered, std::size_t lost) {
  loss_memory memory;
  for (std::size_t i = 0; i < answered; ++i) memory.got_through(true);
  for (std::size_t i = 0; i < lost; ++i) memory.got_through(false);
  return memory;
}

TEST(LossMemory, one_loss_is_an_accident) {
  EXPECT_EQ(memory_of(0, 0).quick_attempts(), 0u);
  EXPECT_EQ(memory_of(3, 1).share_lost(), 0);
  EXPECT_EQ(memory_of(3, 1).quick_attempts(), 0u);
  EXPECT_EQ(memory_of(3, 1).dead_after(), 1u);
}

// The shortest run of losses that is less likely than 2 %, or 1 %.
TEST(LossMemory, asks_for_more_attempts_the_more_is_lost) {
  EXPECT_EQ(memory_of(98, 2).quick_attempts(), 1u);
  EXPECT_EQ(memory_of(98, 2).dead_after(), 2u);
  EXPECT_EQ(memory_of(50, 50).quick_attempts(), 6u);
  EXPECT_EQ(memory_of(50, 50).dead_after(), 7u);
  EXPECT_EQ(memory_of(0, 50).quick_attempts(), loss_memory::quick_attempts_max);
  EXPECT_EQ(memory_of(0, 50).dead_after(), loss_memory::dead_after_max);
}

TEST(LossMemory, assumes_until_it_knows) {
  loss_memory memory(0.3);
  EXPECT_EQ(memory.share_lost(), 0);
  EXPECT_EQ(memory.quick_attempts(), 4u);
  EXPECT_EQ(memory.dead_after(), 4u);
  for (std::size_t i = 1; i < loss_memory::known_min; ++i) memory.got_through(true);
  EXPECT_EQ(memory.quick_attempts(), 4u);
  EXPECT_EQ(memory.dead_after(), 4u);
  memory.got_through(true);
  EXPECT_EQ(memory.quick_attempts(), 0u);
  EXPECT_EQ(memory.dead_after(), 1u);
}

TEST(LossMemory, one_that_never_passes_says_nothing_where_all_others_do) {
  loss_memory memory(0.3);
  for (std::size_t i = 1; i < loss_memory::clean_min; ++i) memory.got_through(true);
  EXPECT_EQ(memory.last_quick_attempts(), 4u);
  memory.got_through(true);
  EXPECT_EQ(memory.last_quick_attempts(), 0u);
  memory.got_through(false);
  EXPECT_EQ(memory.last_quick_attempts(), 4u);
}

TEST(LossMemory, believes_what_it_sees_when_that_is_worse) {
  loss_memory memory(0.3);
  for (int i = 0; i < 4; ++i) memory.got_through(i % 2 == 0);
  EXPECT_EQ(memory.quick_attempts(), 6u);
  EXPECT_EQ(memory.last_quick_attempts(), 6u);
}

TEST(LossMemory, forgets) {
  auto memory = memory_of(0, 200);
  for (int i = 0; i < 2000; ++i) memory.got_through(true);
  EXPECT_EQ(memory.quick_attempts(), 0u);
}

}  // namespace

}  // namespace aviary
