// The contract of every event log, held against each kind there is.
#include "storage/event_log.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include "tests/storage/log_under_test.hpp"

namespace aviary {

class EventLog : public testing::TestWithParam<log_kind> {
 protected:
  EventLog() : holder_(GetParam().make()) {}

  event_log& log() { return holder_->log(); }
  void settle() { holder_->settle(); }
  void restart() { holder_->restart(); }

  void append(const stream_name& stream, std::uint64_t expected,
              const std::vector<std::string>& payloads, bool owes = false) {
    log().append(request(stream, expected, payloads, owes), nullptr);
  }

  std::vector<std::string> scanned(std::uint64_t after = 0) { return texts_of(log(), after); }

  std::vector<std::string> read(const stream_name& stream, std::uint64_t from = 0) {
    std::vector<std::string> seen;
    log().read(stream, {from}, [&](std::vector<record> found) {
      for (const auto& at : found) seen.push_back(text_of(at));
    });
    settle();
    return seen;
  }

  std::string heads() {
    std::string seen;
    log().for_each_stream([&](const stream_name& stream, const stream_head& head) {
      seen += stream + ":" + std::to_string(head.next.value) + (head.owes ? "!" : "") + "@" +
              std::to_string(head.last.value) + " ";
    });
    return seen;
  }

 private:
  std::unique_ptr<log_under_test> holder_;
};

using strings = std::vector<std::string>;

TEST_P(EventLog, CallsBackInTheOrderOfAppendsWithTheLastPosition) {
  std::mutex guard;
  std::vector<std::uint64_t> told;
  const auto note = [&](position last) {
    const std::lock_guard held(guard);
    told.push_back(last.value);
  };
  log().append(request("a", 0, {"1", "2"}), note);
  log().append(request("b", 0, {"3"}), note);
  log().append(request("a", 2, {"4"}), note);
  settle();
  EXPECT_EQ(told, (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_EQ(scanned(), (strings{"a#0=1", "a#1=2", "b#0=3", "a#2=4"}));
  EXPECT_EQ(log().durable(), position{4});
}

TEST_P(EventLog, KeepsEveryFieldOfARecordAcrossARestart) {
  auto wanted = request("bird_session/00ff", 0, {std::string("\0\xff{}", 4), ""}, true);
  wanted.at = wall_time{std::chrono::milliseconds{-5}};
  wanted.cause = {1};
  append("seed", 0, {"x"});
  log().append(wanted, nullptr);
  settle();
  restart();
  std::vector<record> seen;
  log().scan({1}, [&](const record& at) {
    seen.push_back(at);
    return true;
  });
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].at_position, position{2});
  EXPECT_EQ(seen[0].stream, wanted.stream);
  EXPECT_EQ(seen[0].at_sequence, sequence{0});
  EXPECT_EQ(seen[0].type, "noted");
  EXPECT_TRUE(seen[0].owes);
  EXPECT_EQ(seen[0].at, wanted.at);
  EXPECT_EQ(seen[0].cause, wanted.cause);
  EXPECT_EQ(seen[0].payload, wanted.events[0].payload);
  EXPECT_TRUE(seen[1].payload.empty());
  EXPECT_EQ(log().id(), life(1));
}

TEST_P(EventLog, ChainsEachRecordToTheOneBefore) {
  append("a", 0, {"1", "2"});
  append("b", 0, {"3"});
  settle();
  chain_hash chain;
  log().scan({}, [&](const record& at) {
    chain = link(chain, at);
    EXPECT_EQ(at.chain, chain);
    return true;
  });
  EXPECT_EQ(log().tip(), (chain_link{{3}, chain}));
}

TEST_P(EventLog, AnEmptyLogHasNothing) {
  EXPECT_EQ(log().tip(), chain_link{});
  EXPECT_EQ(scanned(), strings{});
  EXPECT_EQ(read("a"), strings{});
  EXPECT_EQ(heads(), "");
  EXPECT_TRUE(log().has_room());
}

TEST_P(EventLog, ReadsOneStreamFromASequenceBehindEarlierAppends) {
  append("a", 0, {"1"});
  append("a/b", 0, {"other"});
  append("a", 1, {"2", "3"});
  append("ab", 0, {"other"});
  EXPECT_EQ(read("a"), (strings{"a#0=1", "a#1=2", "a#2=3"}));
  EXPECT_EQ(read("a", 1), (strings{"a#1=2", "a#2=3"}));
  EXPECT_EQ(read("a", 3), strings{});
  EXPECT_EQ(read("nobody"), strings{});
}

TEST_P(EventLog, ScanEndsWhenTheVisitorSaysSo) {
  append("a", 0, {"1", "2", "3"});
  settle();
  std::size_t seen = 0;
  log().scan({1}, [&](const record&) {
    seen++;
    return false;
  });
  EXPECT_EQ(seen, 1u);
  EXPECT_EQ(scanned(2), strings{"a#2=3"});
  EXPECT_EQ(scanned(3), strings{});
  EXPECT_EQ(scanned(99), strings{});
}

TEST_P(EventLog, KeepsTheHeadsOfStreamsAcrossARestart) {
  append("b/2", 0, {"1"}, true);
  append("b/1", 0, {"1", "2"}, true);
  append("b/1", 2, {"3"}, false);
  append("a", 0, {"1"}, false);
  settle();
  const std::string expected = "a:1@5 b/1:3@4 b/2:1!@1 ";
  EXPECT_EQ(heads(), expected);
  restart();
  EXPECT_EQ(heads(), expected);
  append("b/1", 3, {"4"}, true);
  settle();
  EXPECT_EQ(heads(), "a:1@5 b/1:4!@6 b/2:1!@1 ");
}

TEST_P(EventLog, ASubscriberSeesHistoryThenNewRecordsOnceEach) {
  append("a", 0, {"1", "2"});
  settle();
  std::mutex guard;
  strings seen;
  auto watch = log().subscribe({1}, [&](const record& at) {
    const std::lock_guard held(guard);
    seen.push_back(text_of(at));
  });
  append("b", 0, {"3"});
  settle();
  append("a", 2, {"4"});
  settle();
  EXPECT_EQ(seen, (strings{"a#1=2", "b#0=3", "a#2=4"}));
  watch.reset();
  append("a", 3, {"5"});
  settle();
  EXPECT_EQ(seen.size(), 3u);
}

TEST_P(EventLog, ASubscriberMayEndItselfAndAppend) {
  std::size_t seen = 0;
  subscription watch;
  watch = log().subscribe({}, [&](const record&) {
    seen++;
    append("b", 0, {"from a callback"});
    watch.reset();
  });
  append("a", 0, {"1", "2", "3"});  // behind the assignment, which the callback's thread must see
  settle();
  settle();
  EXPECT_EQ(seen, 1u);
  EXPECT_EQ(log().durable(), position{4});
}

TEST_P(EventLog, ACallbackMayUseTheLog) {
  strings seen;
  log().append(request("a", 0, {"1"}), [&](position) {
    log().append(request("a", 1, {"2"}), [&](position) {
      log().read("a", {}, [&](const std::vector<record>& found) {
        for (const auto& at : found) seen.push_back(text_of(at));
      });
    });
  });
  settle();
  EXPECT_EQ(seen, (strings{"a#0=1", "a#1=2"}));
}

TEST_P(EventLog, ARetiredStreamLosesItsPayloadsAndItsName) {
  append("a", 0, {"1", "2"}, true);
  append("b", 0, {"3"});
  log().retire("a");
  EXPECT_EQ(read("a"), strings{});
  EXPECT_EQ(heads(), "b:1@3 ");
  EXPECT_EQ(scanned(), (strings{"a#0=(retired)", "a#1=(retired)", "b#0=3"}));
  append("a", 0, {"4"});
  EXPECT_EQ(read("a"), strings{"a#0=4"});
  restart();
  EXPECT_EQ(heads(), "a:1@4 b:1@3 ");
  EXPECT_EQ(read("a"), strings{"a#0=4"});
}

TEST_P(EventLog, ARetirementLeavesTheChainAsItWas) {
  append("a", 0, {"1", "2"});
  settle();
  const auto before = log().tip();
  log().retire("a");
  log().retire("nobody");
  settle();
  EXPECT_EQ(log().tip(), before);
  chain_hash chain;
  log().scan({}, [&](const record& at) {
    chain = link(chain, at);
    EXPECT_EQ(at.chain, chain);
    EXPECT_EQ(at.payload.size(), chain.size);
    return true;
  });
}

TEST_P(EventLog, AppendsThatWaitBehindARetirementStartANewStream) {
  append("a", 0, {"old"});
  log().retire("a");
  append("a", 0, {"new"});
  EXPECT_EQ(read("a"), strings{"a#0=new"});
  EXPECT_EQ(scanned(), (strings{"a#0=(retired)", "a#0=new"}));
}

using EventLogDeath = EventLog;

TEST_P(EventLogDeath, AWrongExpectedSequenceEndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        append("a", 0, {"1"});
        append("a", 0, {"2"});
        settle();
      },
      "an append expects another sequence");
}

TEST_P(EventLogDeath, AnAppendWithoutEventsEndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        append("a", 0, {});
        settle();
      },
      "an append holds no event");
}

const auto kinds = testing::ValuesIn(log_kinds());
const auto kind_name = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Each, EventLog, kinds, kind_name);
INSTANTIATE_TEST_SUITE_P(Each, EventLogDeath, kinds, kind_name);

}  // namespace aviary
