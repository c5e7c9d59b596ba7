#include "actors/retry_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "messages/report_id.hpp"
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
    return without_counts(unit_fixture::when(wanted));
  }
  std::string sync() { return without_counts(unit_fixture::sync()); }

 private:
  static std::string without_counts(const std::string& transcript) {
    std::istringstream lines(transcript);
    std::string out;
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("effect counted")) out += line + '\n';
    return out;
  }
};

std::size_t count(const std::string& transcript, std::string_view what) {
  std::size_t found = 0;
  for (auto at = transcript.find(what); at != transcript.npos; at = transcript.find(what, at + 1))
    ++found;
  return found;
}

TEST(RetryQueue, OffersWhatItTookOver) {
  queue_fixture queue;
  EXPECT_EQ(queue.when(commands::enqueue{"a", "body", {}}),
            R"(event  enqueued {"id":"a","body":"body","made":{"machine_boot":0,"ns":0}}
effect queued {"id":"a"}
effect offer {"id":"a","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1,"acknowledged":0}
)");
  EXPECT_TRUE(queue.owes());
  EXPECT_EQ(queue.when(commands::acknowledge{"a", "accepted"}),
            R"(event  acknowledged {"id":"a","attempts":1,"result":"accepted","console_time":0}
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
effect offer {"id":"a","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1,"acknowledged":0}
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
  EXPECT_EQ(queue.when(resume{}),
            "effect offer "
            "{\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0},\"attempt\":1,"
            "\"acknowledged\":0}\n");
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
            std::to_string(attempt + 1) + ",\"acknowledged\":0}\n");
    expected = std::min<milliseconds>(expected * 2, minutes(15));
  }
}

TEST(RetryQueue, OffersAtOnceWhenTheOtherSideAnswers) {
  queue_fixture queue;
  queue.when(commands::enqueue{"a", "body", {}});
  queue.when(commands::park{"a", "no answer"});
  EXPECT_EQ(queue.when(commands::other_side_answers{}),
            "effect offer "
            "{\"id\":\"a\",\"body\":\"body\",\"made\":{\"machine_boot\":0,\"ns\":0},\"attempt\":2,"
            "\"acknowledged\":0}\n");
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
            R"(event  acknowledged {"id":"3","attempts":1,"result":"accepted","console_time":0}
effect offer {"id":"24","body":"body","made":{"machine_boot":0,"ns":0},"attempt":1,"acknowledged":0}
)");
}

TEST(RetryQueue, TellsHowItStands) {
  unit_fixture<retry_queue> queue;
  const auto ends_with = [](const std::string& text, std::string_view end) {
    return text.find(end) != std::string::npos;
  };
  EXPECT_TRUE(ends_with(
      queue.when(commands::enqueue{"a", "body", {7, 1000}}),
      R"(effect counted {"waiting":1,"dropped":0,"oldest":{"machine_boot":7,"ns":1000})"));
  EXPECT_TRUE(ends_with(queue.when(commands::acknowledge{"a", "accepted"}),
                        R"(effect counted {"waiting":0,"dropped":0)"));
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

// -- the journal ---------------------------------------------------------------------------------

std::string report(std::uint32_t sequence) {
  return to_text(make_report_id({{7}, 42}, {sequence}, as_bytes(std::to_string(sequence))));
}

/// A bird's queue; its recalls are answered as its shell would.
class JournalQueue : public testing::Test {
 protected:
  JournalQueue() { queue_.when(commands::keep_journal{{1}}); }

  void acknowledge(std::uint32_t from, std::uint32_t to) {
    for (auto n = from; n < to; ++n) {
      queue_.when(commands::enqueue{report(n), std::to_string(n), {}});
      queue_.when(commands::acknowledge{report(n), "accepted", {}});
    }
  }
  /// What the console says in answer to a heartbeat that was made just now.
  std::string asks(const console_run& asker, report_digest theirs = {1, {}}) {
    const auto& state = queue_.state();
    return queue_.when(commands::reconcile{asker, theirs, state.journal.digest, state.events});
  }
  commands::recalled everything_owed() const {
    commands::recalled out;
    for (const auto& [ordinal, entry] : queue_.state().journal.entries)
      if (entry.owed) {
        const auto n = static_cast<std::uint32_t>(ordinal);
        out.items.push_back({ordinal, report(n), std::to_string(n), {}});
      }
    return out;
  }

  queue_fixture queue_;
  console_run console_{{1}};
  console_run restored_{{2}};
};

TEST_F(JournalQueue, KeepsTheDigestOfWhatWasAcknowledged) {
  acknowledge(0, 2);
  report_digest expected;
  for (std::uint32_t n = 0; n < 2; ++n) expected.add(report_id_from_text(report(n))->hash);
  EXPECT_EQ(queue_.state().journal.digest, expected);
  queue_.restart();
  EXPECT_EQ(queue_.state().journal.digest, expected);
  queue_.when(commands::keep_journal{{1}});
  EXPECT_EQ(queue_.state().journal.digest, expected);
  queue_.when(commands::keep_journal{{2}});
  EXPECT_EQ(queue_.state().journal.digest, report_digest{});
}

TEST_F(JournalQueue, TheDigestForgetsWhatACrashForgot) {
  queue_.when(commands::enqueue{report(0), "0", {}});
  queue_.hold();
  queue_.when(commands::acknowledge{report(0), "accepted", {}});
  queue_.restart();
  EXPECT_EQ(queue_.state().journal.digest, report_digest{});
  EXPECT_TRUE(queue_.owes());
}

TEST_F(JournalQueue, OffersTheJournalAgainUnderTheOldIds) {
  acknowledge(0, 2);
  EXPECT_EQ(asks(console_), R"(event  reconcile_began {"asker":"01000000000000000000000000000000"}
effect recall {"items":[{"ordinal":0,"at_sequence":1},{"ordinal":1,"at_sequence":3}]}
)");
  EXPECT_TRUE(queue_.owes());
  const auto offers = queue_.when(everything_owed());
  EXPECT_NE(offers.find("effect offer {\"id\":\"" + report(0)), std::string::npos) << offers;
  EXPECT_NE(offers.find("effect offer {\"id\":\"" + report(1)), std::string::npos) << offers;
  EXPECT_EQ(queue_.when(commands::acknowledge{report(1), "accepted", {}}),
            "event  resent {\"ordinal\":1,\"attempts\":1}\n");
  EXPECT_EQ(queue_.when(commands::acknowledge{report(1), "accepted", {}}), "");
  queue_.when(commands::acknowledge{report(0), "accepted", {}});
  EXPECT_FALSE(queue_.owes());
  EXPECT_EQ(queue_.state().journal.digest.count, 2u);
}

TEST_F(JournalQueue, GoesOnWithAReconcileAfterACrash) {
  acknowledge(0, 2);
  asks(console_);
  queue_.when(everything_owed());
  queue_.when(commands::acknowledge{report(0), "accepted", {}});
  queue_.restart();
  EXPECT_TRUE(queue_.owes());
  EXPECT_EQ(queue_.when(resume{}),
            "effect recall {\"items\":[{\"ordinal\":1,\"at_sequence\":3}]}\n");
}

TEST_F(JournalQueue, AdoptsOnlyForAHeartbeatThatWasMadeWhenAllWasBroughtOver) {
  acknowledge(0, 1);
  const auto ours = queue_.state().journal.digest;
  const commands::reconcile early{console_, {9, {}}, ours, queue_.state().events};
  EXPECT_NE(queue_.when(early), "");
  EXPECT_EQ(queue_.when(early), "");  // it runs already
  queue_.when(everything_owed());
  queue_.when(commands::acknowledge{report(0), "accepted", {}});
  EXPECT_EQ(queue_.when(early), "");  // that digest is from before
  EXPECT_EQ(asks(console_, {9, {}}).find("event  digest_adopted"), 0u);
  EXPECT_EQ(queue_.state().journal.digest, (report_digest{9, {}}));
  EXPECT_EQ(queue_.when(early), "");  // about a digest that is no more
  // That run of the console has everything: whatever made the digests part, nothing is to be sent
  // again.
  EXPECT_EQ(asks(console_, {8, {}}).find("event  digest_adopted"), 0u);
}

TEST_F(JournalQueue, BeginsAnewForAnotherRunOfTheConsole) {
  acknowledge(0, 1);
  asks(console_);
  queue_.when(everything_owed());
  queue_.when(commands::acknowledge{report(0), "accepted", {}});
  EXPECT_EQ(asks(restored_).find("event  reconcile_began"), 0u);
  EXPECT_TRUE(queue_.owes());
}

TEST_F(JournalQueue, NewReportsGoBeforeOldOnes) {
  acknowledge(0, 1);
  asks(console_);
  for (std::uint32_t n = 1; n <= retry_queue::offered_max; ++n)
    queue_.when(commands::enqueue{report(n), std::to_string(n), {}});
  EXPECT_EQ(queue_.when(everything_owed()), "");
  const auto next = queue_.when(commands::acknowledge{report(1), "accepted", {}});
  EXPECT_NE(next.find("effect offer {\"id\":\"" + report(0)), std::string::npos) << next;
}

TEST_F(JournalQueue, KeepsPlacesFreeForNewReports) {
  constexpr auto many = static_cast<std::uint32_t>(retry_queue::recalled_max);
  acknowledge(0, many);
  asks(console_);
  const auto offers = queue_.when(everything_owed());
  EXPECT_EQ(count(offers, "effect offer"), retry_queue::offered_again_max);
  const auto fresh = queue_.when(commands::enqueue{report(many), "new", {}});
  EXPECT_NE(fresh.find("effect offer {\"id\":\"" + report(many)), std::string::npos) << fresh;
  // What is parked comes again in the journal's places only.
  queue_.when(commands::park{report(0), "nobody answers"});
  EXPECT_EQ(count(queue_.when(tick{}), "effect offer"), 0u);
  EXPECT_FALSE(queue_.due_in());
  const auto next = queue_.when(commands::acknowledge{report(1), "accepted", {}});
  EXPECT_EQ(count(next, "effect offer"), 1u) << next;
}

TEST_F(JournalQueue, HasFewBodiesInMemory) {
  constexpr std::uint32_t many = 500;
  acknowledge(0, many);
  auto transcript = asks(console_);
  std::size_t most = 0;
  for (int turn = 0; queue_.owes() && turn < 10'000; ++turn) {
    commands::recalled answer;
    for (auto at = transcript.find("\"ordinal\":"); at != transcript.npos;
         at = transcript.find("\"ordinal\":", at + 1)) {
      const auto n = static_cast<std::uint32_t>(std::stoul(transcript.substr(at + 10)));
      answer.items.push_back({n, report(n), std::to_string(n), {}});
    }
    if (transcript.find("effect recall") == transcript.npos) answer.items.clear();
    most = std::max(most, answer.items.size());
    if (!answer.items.empty()) queue_.when(answer);
    transcript.clear();
    for (std::uint32_t n = 0; n < many && transcript.find("effect recall") == transcript.npos; ++n)
      if (queue_.state().journal.entries.at(n).owed)
        transcript += queue_.when(commands::acknowledge{report(n), "accepted", {}});
  }
  EXPECT_FALSE(queue_.owes());
  EXPECT_LE(most, retry_queue::recalled_max);
}

TEST_F(JournalQueue, SaysWhenTheConsoleHadIt) {
  queue_.when(commands::enqueue{report(0), "0", {}});
  queue_.when(
      commands::acknowledge{report(0), "accepted", wall_time(std::chrono::milliseconds(5))});
  asks(console_);
  const auto offers = queue_.when(everything_owed());
  EXPECT_NE(offers.find("\"acknowledged\":5}"), std::string::npos) << offers;
}

TEST_F(JournalQueue, ParksAndRepeatsWhatIsOwedAgain) {
  acknowledge(0, 1);
  asks(console_);
  queue_.when(everything_owed());
  queue_.when(commands::park{report(0), "nobody answers"});
  const auto due = queue_.due_in();
  ASSERT_TRUE(due);
  queue_.pass(*due);
  EXPECT_EQ(queue_.when(tick{}).find("effect offer {\"id\":\"" + report(0)), 0u);
}

TEST(RetryQueue, ReadsRecordsFromBeforeTheJournal) {
  const auto event = decode_event<retry_queue::event>(
      "acknowledged", as_bytes(R"({"id":"a","attempts":1,"result":"accepted"})"));
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<retry_queue::events::acknowledged>(*event).console_time, wall_time{});
}

TEST(RetryQueue, KeepsNoJournalOfAlerts) {
  queue_fixture queue;
  queue.when(commands::enqueue{"alert", "body", {}});
  queue.when(commands::acknowledge{"alert", "HTTP 200", {}});
  EXPECT_TRUE(queue.state().journal.entries.empty());
  EXPECT_EQ(queue.when(commands::reconcile{{}, {1, {}}, {}, 9}), "");
}

}  // namespace
}  // namespace aviary
