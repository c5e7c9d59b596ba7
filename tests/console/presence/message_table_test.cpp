#include "console/presence/message_table.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr instant start{1000h};

message_name named(std::uint64_t at, std::uint8_t tail = 1) {
  return {{at}, {{tail}}};
}

class MessageTable : public testing::Test {
 protected:
  pending_message pending(std::uint64_t at, std::uint8_t tail = 1, std::size_t octets = 10) {
    pending_message made;
    made.name = named(at, tail);
    made.octets = octets;
    made.since = start;
    return made;
  }
  finished_message finished(std::uint64_t at, const registered_bird& bird, instant when = start) {
    return {&bird, named(at), {}, false, when};
  }

  registered_bird ada_;
  registered_bird bob_;
  message_table table_;
};

TEST_F(MessageTable, moves_a_message_from_pending_to_finished) {
  table_.add(ada_, pending(7));
  EXPECT_NE(table_.find_pending(ada_, {7}), nullptr);
  EXPECT_EQ(table_.find_pending(bob_, {7}), nullptr);
  EXPECT_EQ(table_.find_finished(ada_, {7}), nullptr);
  const auto taken = table_.finish(finished(7, ada_));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->octets, 10U);
  EXPECT_EQ(table_.find_pending(ada_, {7}), nullptr);
  EXPECT_NE(table_.find_finished(ada_, {7}), nullptr);
  EXPECT_EQ(table_.pending(), 0U);
}

TEST_F(MessageTable, tells_messages_under_one_counter_apart_by_their_tails) {
  table_.add(ada_, pending(7, 1));
  table_.add(ada_, pending(7, 2));
  EXPECT_EQ(table_.find_pending(ada_, {7})->name, named(7, 2)) << "the newest";
  EXPECT_EQ(table_.find_pending(ada_, {7}, message_tail{{1}})->name, named(7, 1));
  EXPECT_EQ(table_.find_pending(ada_, {7}, message_tail{{3}}), nullptr);
}

TEST_F(MessageTable, notes_what_it_never_saw_pending) {
  EXPECT_FALSE(table_.finish(finished(7, ada_)));
  EXPECT_NE(table_.find_finished(ada_, {7}), nullptr);
}

TEST_F(MessageTable, admits_no_more_than_a_birds_window_twice) {
  for (std::uint64_t i = 0; i < message_table::pending_per_bird_max; ++i) {
    EXPECT_TRUE(table_.has_room(ada_));
    table_.add(ada_, pending(i));
  }
  EXPECT_FALSE(table_.has_room(ada_));
  EXPECT_TRUE(table_.has_room(bob_));
  table_.finish(finished(0, ada_));
  EXPECT_TRUE(table_.has_room(ada_));
}

TEST_F(MessageTable, admits_no_more_octets_than_it_may_hold) {
  table_.add(ada_, pending(1, 1, message_table::pending_octets_max));
  EXPECT_FALSE(table_.has_room(bob_));
  table_.finish(finished(1, ada_));
  EXPECT_TRUE(table_.has_room(bob_));
}

TEST_F(MessageTable, keeps_the_last_few_of_each_bird) {
  table_.finish(finished(1000, bob_));
  for (std::uint64_t i = 0; i < 100; ++i) table_.finish(finished(i, ada_));
  EXPECT_EQ(table_.finished(), 1 + message_table::finished_per_bird_max);
  EXPECT_NE(table_.find_finished(bob_, {1000}), nullptr) << "one bird's flood is its own";
  EXPECT_NE(table_.find_finished(ada_, {99}), nullptr);
  EXPECT_NE(table_.find_finished(ada_, {100 - message_table::finished_per_bird_max}), nullptr);
  EXPECT_EQ(table_.find_finished(ada_, {99 - message_table::finished_per_bird_max}), nullptr);
}

TEST_F(MessageTable, forgets_the_oldest_of_all_birds_when_it_is_full) {
  const auto birds = message_table::finished_max / message_table::finished_per_bird_max + 1;
  std::deque<registered_bird> all(birds);
  for (const auto& bird : all)
    for (std::uint64_t i = 0; i < message_table::finished_per_bird_max; ++i)
      table_.finish(finished(i, bird));
  EXPECT_EQ(table_.finished(), message_table::finished_max);
  EXPECT_EQ(table_.find_finished(all.front(), {message_table::finished_per_bird_max - 1}), nullptr);
  EXPECT_NE(table_.find_finished(all.back(), {0}), nullptr);
}

TEST_F(MessageTable, forgets_what_is_old) {
  table_.finish(finished(1, ada_));
  table_.finish(finished(2, ada_, start + 1min));
  table_.add(bob_, pending(3));
  table_.sweep(start + message_table::finished_time);
  EXPECT_EQ(table_.finished(), 2U);
  table_.sweep(start + message_table::finished_time + 1s);
  EXPECT_EQ(table_.find_finished(ada_, {1}), nullptr);
  EXPECT_NE(table_.find_finished(ada_, {2}), nullptr);
  table_.sweep(start + 2 * message_table::pending_time + 2min);
  EXPECT_EQ(table_.pending(), 0U);
  EXPECT_EQ(table_.finished(), 0U);
}

}  // namespace
}  // namespace aviary
