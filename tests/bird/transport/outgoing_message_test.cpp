#include "bird/transport/outgoing_message.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <initializer_list>
#include <string>

namespace aviary {

namespace {

using namespace std::chrono_literals;

// A path of 40 ms whose timeout is at its floor.
constexpr send_timing clean{100ms, 50ms, 0};

outgoing_message message_of(std::size_t fragments) {
  return {{7}, bytes(fragments * 10, 1), *fragmentation::of(fragments * 10, 10), false, instant{}};
}

fragment_bitmap have(std::initializer_list<int> indexes) {
  fragment_bitmap bitmap;
  for (const auto index : indexes) bitmap.set({static_cast<std::uint16_t>(index)});
  return bitmap;
}

std::string seconds(instant at) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f ",
                static_cast<double>(at.time_since_epoch().count()) / 1e9);
  return text;
}

/// Does what a message wants, as a sender with a window of any size would, and writes it down.
class script {
 public:
  explicit script(outgoing_message& message, send_timing timing = clean)
      : message_(message), timing_(timing) {}

  script& run_until(instant end) {
    while (now <= end) {
      const auto step = message_.next_step(timing_, now);
      if (step.what == message_step::kind::wait) {
        if (step.due > end) break;
        now = step.due;
      } else if (step.what == message_step::kind::give_up) {
        lines += seconds(now) + "give up\n";
        break;
      } else if (step.what == message_step::kind::ask_status) {
        message_.asked_status(now);
        lines += seconds(now) + "status\n";
      } else {
        message_.sent(step.index, ++queries, now, true);
        lines += seconds(now) + std::to_string(step.index.value) + "\n";
      }
    }
    now = end;
    return *this;
  }

  /// The console answers the query of that ordinal, which left at `sent_at`.
  outgoing_message::progress ack(const fragment_bitmap& received, std::uint64_t query,
                                 instant sent_at = {}) {
    return message_.acked(received, query, sent_at, now);
  }

  instant now{};
  std::uint64_t queries = 0;
  std::string lines;

 private:
  outgoing_message& message_;
  send_timing timing_;
};

TEST(OutgoingMessage, knows_whether_a_name_of_full_length_came_through) {
  outgoing_message message({7}, bytes(25, 1), *fragmentation::of(25, 10), false, instant{});
  script told(message);
  told.run_until(instant{10ms});
  EXPECT_FALSE(message.longest_there());
  told.ack(have({2}), 3);
  EXPECT_FALSE(message.longest_there()) << "the last one is shorter";
  told.ack(have({1, 2}), 3);
  EXPECT_TRUE(message.longest_there());
}

TEST(OutgoingMessage, sends_every_fragment_once_and_waits) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{99ms});
  EXPECT_EQ(told.lines, "0.00 0\n0.00 1\n0.00 2\n");
}

TEST(OutgoingMessage, what_is_dropped_for_ever_is_sent_three_times_more_and_given_up) {
  auto message = message_of(4);
  script told(message);
  told.run_until(instant{40ms});
  told.ack(have({0, 1, 3}), 4);
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines,
            "0.00 0\n0.00 1\n0.00 2\n0.00 3\n"
            "1.04 2\n3.04 2\n7.04 2\n7.14 give up\n");
}

TEST(OutgoingMessage, a_round_sends_all_that_is_missing) {
  auto message = message_of(3);
  script told(message, {2s, 2s, 0});
  told.run_until(instant{5s});
  EXPECT_EQ(told.lines,
            "0.00 0\n0.00 1\n0.00 2\n"
            "2.00 0\n2.00 1\n2.00 2\n"
            "4.00 0\n4.00 1\n4.00 2\n")
      << "and waits for the timeout where that is longer than its pause";
}

// The answer to a later query shows the gap: it closes as soon as SRTT and a quarter have passed.
TEST(OutgoingMessage, a_gap_is_closed_at_once_while_others_are_under_way) {
  auto message = message_of(300);
  script told(message);
  told.run_until(instant{40ms});
  told.lines.clear();
  told.ack(have({0, 1, 3}), 4);
  told.run_until(instant{99ms});
  EXPECT_EQ(told.lines, "0.04 257\n0.04 258\n0.05 2\n");
  told.lines.clear();
  told.ack(have({0, 1, 3, 4}), 5);
  EXPECT_EQ(message.attempts({2}), 2u);
  told.run_until(instant{99ms});
  EXPECT_EQ(told.lines, "") << "the answer to an earlier query says nothing of the second attempt";
}

TEST(OutgoingMessage, a_lossy_path_is_asked_more_often_without_progress) {
  auto message = message_of(1);
  script told(message, {100ms, 50ms, 3, 3});
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines, "0.00 0\n0.10 0\n0.20 0\n0.30 0\n1.30 0\n3.30 0\n7.30 0\n7.40 give up\n");
}

TEST(OutgoingMessage, the_last_one_that_is_missing_is_asked_as_often_as_losses_were_seen) {
  auto message = message_of(3);
  script told(message, {100ms, 50ms, 2, 0});
  told.run_until(instant{120ms});
  told.ack(have({1}), 5);
  told.run_until(instant{180ms});
  told.ack(have({1, 2}), 6);
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines,
            "0.00 0\n0.00 1\n0.00 2\n0.10 0\n0.10 1\n0.10 2\n0.15 0\n"
            "1.18 0\n3.18 0\n7.18 0\n7.28 give up\n");
}

TEST(OutgoingMessage, progress_starts_the_rounds_anew) {
  auto message = message_of(2);
  script told(message);
  told.run_until(instant{4s});
  told.ack(have({1}), 2);
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines,
            "0.00 0\n0.00 1\n1.00 0\n1.00 1\n3.00 0\n3.00 1\n"
            "5.00 0\n7.00 0\n11.00 0\n11.10 give up\n");
}

TEST(OutgoingMessage, nothing_goes_beyond_the_bitmap) {
  auto message = message_of(600);
  script told(message);
  told.run_until(instant{40ms});
  EXPECT_EQ(told.queries, 257u) << "the first missing one and 256 after it";
  told.ack(have({0}), 1);
  told.run_until(instant{40ms});
  EXPECT_EQ(told.queries, 258u);
}

TEST(OutgoingMessage, a_bitmap_may_shrink_when_the_console_was_restarted) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{40ms});
  told.ack(have({0, 1}), 2);
  EXPECT_EQ(message.fragments_there(), 2u);
  told.ack(have({1}), 2);
  EXPECT_EQ(message.fragments_there(), 2u) << "an older answer, come later, changes nothing";
  told.run_until(instant{1100ms});
  EXPECT_EQ(told.queries, 4u);
  told.ack(have({2}), 4, instant{1040ms});
  EXPECT_EQ(message.fragments_there(), 1u);
  EXPECT_FALSE(message.has({0}));
  told.lines.clear();
  told.run_until(instant{1100ms});
  EXPECT_EQ(told.lines, "1.10 0\n1.10 1\n");
}

TEST(OutgoingMessage, counts_what_was_repeated) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{1s});
  EXPECT_EQ(told.queries, 6u);
  EXPECT_EQ(message.repeated_and_missing(), 3u);
  const auto made = told.ack(have({0, 1}), 5);
  EXPECT_EQ(made.fragments, 2u);
  EXPECT_EQ(made.repeated, 2u);
  EXPECT_EQ(message.repeated_and_missing(), 1u);
}

TEST(OutgoingMessage, an_attempt_is_settled_when_its_fate_is_known) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{40ms});
  EXPECT_FALSE(message.settled({0}, 1));
  told.ack(have({0, 2}), 3);
  EXPECT_TRUE(message.settled({0}, 1)) << "it is there";
  EXPECT_TRUE(message.settled({1}, 2)) << "it was shown missing";
  told.run_until(instant{1040ms});
  EXPECT_FALSE(message.settled({1}, 4));
  EXPECT_TRUE(message.settled({1}, 2)) << "it left again";
  message.completed(told.now);
  EXPECT_TRUE(message.settled({1}, 4));
}

TEST(OutgoingMessage, asks_for_its_reply_when_all_is_there) {
  auto message = message_of(2);
  script told(message);
  told.run_until(instant{40ms});
  told.ack(have({0, 1}), 2);
  EXPECT_TRUE(message.complete());
  told.lines.clear();
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines,
            "0.09 status\n0.19 status\n0.29 status\n0.39 status\n"
            "0.49 status\n0.59 status\n0.69 status\n0.79 status\n"
            "1.79 status\n3.79 status\n7.79 status\n7.89 give up\n");
}

TEST(OutgoingMessage, goes_on_where_it_was_after_a_status) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{40ms});
  told.ack(have({0}), 1);
  told.run_until(instant{60s});
  message.resume(told.now);
  told.lines.clear();
  told.run_until(instant{60050ms});
  EXPECT_EQ(told.lines, "60.00 status\n");
  told.ack(have({0, 2}), told.queries, instant{60s});
  told.run_until(instant{60100ms});
  EXPECT_EQ(told.lines, "60.00 status\n60.05 1\n");
}

TEST(OutgoingMessage, sends_what_is_missing_when_the_status_is_not_answered) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{40ms});
  told.ack(have({0}), 1);
  told.run_until(instant{30s});
  message.resume(told.now);
  told.lines.clear();
  told.run_until(instant{60s});
  EXPECT_EQ(told.lines,
            "30.00 status\n30.10 1\n30.10 2\n31.10 1\n31.10 2\n33.10 1\n33.10 2\n"
            "37.10 1\n37.10 2\n37.20 give up\n");
}

TEST(OutgoingMessage, remembers_when_the_console_had_something_of_it) {
  auto message = message_of(3);
  script told(message);
  told.run_until(instant{40ms});
  told.ack({}, 1);
  EXPECT_FALSE(message.last_held());
  told.ack(have({0}), 1);
  EXPECT_EQ(message.last_held(), instant{40ms});
}

}  // namespace

}  // namespace aviary
