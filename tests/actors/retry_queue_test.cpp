#include "actors/retry_queue.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using commands = retry_queue::commands;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A transcript without the counts, which follow every change.
class queue_fixture : public unit_fixture<retry_queue> {
 public:
  std::string when(const retry_queue::command& wanted) {
    std::istringstream lines(unit_fixture::when(wanted));
    std::string out;
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("hint   counted")) out += line + '\n';
    return out;
  }
};

TEST(RetryQueue, OffersWhatItTookOver) {
  queue_fixture queue;
  EXPECT_EQ(queue.when(commands::enqueue{"a", "body", {}}),
            R"(event  enqueued {"id":"a","body":"body","made":{"machine_boot":0,"ns":0}}
effect queued {"id":"a"}
effect offer {"id":"a","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1}
)");
  EXPECT_TRUE(queue.owes());
  EXPECT_EQ(queue.when(commands::acknowledge{"a", "accepted"}),
            R"(event  acknowledged {"id":"a","attempts":1,"result":"accepted"}
)");
  EXPECT_FALSE(queue.owes());
}

TEST(RetryQueue, PromisesNothingBeforeItIsDurable) {
  queue_fixture queue;
  queue.hold();
  EXPECT_EQ(
      queue.when(commands::enqueue{"a", "body", {}}),
      "event  enqueued {\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0}}\n");
  EXPECT_EQ(queue.when(commands::enqueue{"a", "body", {}}), "");  // answered behind the first
  EXPECT_EQ(queue.sync(), R"(effect queued {"id":"a"}
effect offer {"id":"a","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1}
effect queued {"id":"a"}
)");
}

TEST(RetryQueue, ForgetsWhatACrashLost) {
  queue_fixture queue;
  queue.hold();
  queue.when(commands::enqueue{"a", "body", {}});
  queue.restart();
  EXPECT_FALSE(queue.owes());
  EXPECT_EQ(queue.when(resume{}), "");
}

TEST(RetryQueue, OffersAgainAfterARestart) {
  queue_fixture queue;
  queue.when(commands::enqueue{"a", "body", {}});
  queue.when(commands::park{"a", "no answer"});
  queue.restart();
  EXPECT_EQ(
      queue.when(resume{}),
      "effect offer "
      "{\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0},\"attempt\":1}\n");
}

TEST(RetryQueue, ParksLongerEachTime) {
  queue_fixture queue;
  queue.when(commands::enqueue{"a", "body", {}});
  auto expected = milliseconds(1000);
  for (int attempt = 1; attempt < 14; ++attempt) {
    queue.when(commands::park{"a", "no answer"});
    const auto due = queue.due_in();
    ASSERT_TRUE(due);
    EXPECT_GE(*due, expected * 3 / 4);
    EXPECT_LE(*due, expected * 5 / 4);
    queue.pass(*due - milliseconds(1));
    EXPECT_EQ(queue.when(tick{}), "");
    queue.pass(milliseconds(1));
    EXPECT_EQ(
        queue.when(tick{}),
        "effect offer "
        "{\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0},\"attempt\":" +
            std::to_string(attempt + 1) + "}\n");
    expected = std::min<milliseconds>(expected * 2, minutes(15));
  }
}

TEST(RetryQueue, OffersAtOnceWhenTheOtherSideAnswers) {
  queue_fixture queue;
  queue.when(commands::enqueue{"a", "body", {}});
  queue.when(commands::park{"a", "no answer"});
  EXPECT_EQ(
      queue.when(commands::other_side_answers{}),
      "effect offer "
      "{\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0},\"attempt\":2}\n");
}

TEST(RetryQueue, IgnoresAnswersAboutWhatItDoesNotHold) {
  queue_fixture queue;
  EXPECT_EQ(queue.when(commands::acknowledge{"never", "accepted"}), "");
  EXPECT_EQ(queue.when(commands::park{"never", "no answer"}), "");
  queue.when(commands::enqueue{"a", "body", {}});
  queue.when(commands::park{"a", "no answer"});
  const auto due = queue.due_in();
  EXPECT_EQ(queue.when(commands::park{"a", "no answer"}), "");  // parked already
  EXPECT_EQ(queue.due_in(), due);
}

TEST(RetryQueue, LimitsWhatTheTransportHolds) {
  queue_fixture queue;
  for (int i = 0; i < 30; ++i) queue.when(commands::enqueue{std::to_string(i), "body", {}});
  EXPECT_EQ(queue.due_in(), std::nullopt);
  EXPECT_EQ(queue.when(commands::acknowledge{"3", "accepted"}),
            R"(event  acknowledged {"id":"3","attempts":1,"result":"accepted"}
effect offer {"id":"24","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1}
)");
}

TEST(RetryQueue, TellsHowItStands) {
  unit_fixture<retry_queue> queue;
  const auto ends_with = [](const std::string& text, std::string_view end) {
    return text.find(end) != std::string::npos;
  };
  EXPECT_TRUE(ends_with(
      queue.when(commands::enqueue{"a", "body", {7, 1000}}),
      R"(hint   counted {"waiting":1,"dropped":0,"oldest":{"machine_boot":7,"ns":1000}})"));
  EXPECT_TRUE(ends_with(queue.when(commands::acknowledge{"a", "accepted"}),
                        R"(hint   counted {"waiting":0,"dropped":0)"));
  EXPECT_EQ(queue.when(tick{}), "");  // told already
}

TEST(RetryQueue, DropsTheOldestWhenFullAndCounts) {
  queue_fixture queue;
  const std::string body(1024 * 1024, 'x');
  for (int i = 0; i < 64; ++i) queue.when(commands::enqueue{std::to_string(i), body, {}});
  const auto transcript = queue.when(commands::enqueue{"new", "x", {}});
  EXPECT_TRUE(
      transcript.starts_with("event  dropped {\"id\":\"0\",\"why\":\"the queue is full\"}\n"
                             "event  enqueued {\"id\":\"new\""))
      << transcript;
  EXPECT_EQ(queue.state().dropped, 1u);
  EXPECT_EQ(queue.state().items.size(), 64u);
  EXPECT_EQ(queue.state().body_octets, 63 * body.size() + 1);
}

}  // namespace
}  // namespace aviary
