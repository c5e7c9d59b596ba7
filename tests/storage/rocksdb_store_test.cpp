#include "storage/rocksdb_store.hpp"

#include <gtest/gtest.h>

#include "tests/storage/log_under_test.hpp"

namespace aviary {

namespace {

using namespace std::chrono_literals;

class store_on_disk {
 public:
  explicit store_on_disk(log_options options) : options_(std::move(options)) {
    options_.now = [this] { return now; };
    EXPECT_TRUE(create_log(folder_ / "log", life(1), options_));
    open();
  }

  void open() {
    store_.reset();
    auto opened = open_log(folder_ / "log", options_);
    ASSERT_TRUE(opened) << opened.error().what;
    floor = opened->floor;
    store_ = std::make_unique<rocksdb_store>(std::move(*opened), options_);
  }

  rocksdb_store* operator->() { return store_.get(); }

  void append(const stream_name& stream, std::uint64_t expected,
              const std::vector<std::string>& payloads) {
    std::vector<append_request> requests{request(stream, expected, payloads)};
    store_->append(requests);
  }
  void retire(const std::vector<stream_name>& streams) { store_->retire(streams); }

  std::uint64_t marked() const {
    const auto file = mark_file::open(folder_ / "log" / "mark");
    return file ? file->value().acknowledged.at.value : 999;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> seen;
    store_->scan({}, [&](const record& at) {
      seen.push_back(text_of(at));
      return true;
    });
    return seen;
  }

  instant now{1h};
  chain_link floor;

 private:
  scratch_folder folder_;
  log_options options_;
  std::unique_ptr<rocksdb_store> store_;
};

using strings = std::vector<std::string>;

}  // namespace

TEST(RocksdbStore, TheMarkLagsByTheIntervalAndNoMore) {
  store_on_disk store(test_options(log_profile::bird));
  EXPECT_FALSE(store->next_due());
  store.append("a", 0, {"1"});
  EXPECT_EQ(store->next_due(), store.now + 10s);
  store->keep_promises(store.now += 9s);
  store.append("a", 1, {"2"});
  EXPECT_EQ(store.marked(), 0u);
  EXPECT_EQ(store->next_due(), store.now + 1s);
  store->keep_promises(store.now += 1s);
  EXPECT_EQ(store.marked(), 2u);
  EXPECT_FALSE(store->next_due()) << "an idle log is due for nothing";
}

TEST(RocksdbStore, TheMarkLagsByAFewEventsAndNoMore) {
  auto options = test_options(log_profile::bird);
  options.mark_events_max = 3;
  store_on_disk store(options);
  store.append("a", 0, {"1", "2"});
  store->keep_promises(store.now);
  EXPECT_EQ(store.marked(), 0u);
  store.append("a", 2, {"3"});
  store->keep_promises(store.now);
  EXPECT_EQ(store.marked(), 3u);
}

TEST(RocksdbStore, ClosingMarksTheEnd) {
  store_on_disk store(test_options(log_profile::bird));
  store.append("a", 0, {"1", "2"});
  store.open();
  EXPECT_EQ(store.marked(), 2u);
  EXPECT_FALSE(store->next_due());
}

TEST(RocksdbStore, ASyncIntervalPutsOffSyncAndMark) {
  auto options = test_options(log_profile::console);
  options.sync_interval = 1s;
  store_on_disk store(options);
  store.append("a", 0, {"1"});
  EXPECT_EQ(store->tip().at, position{1});
  EXPECT_EQ(store->next_due(), store.now + 1s);
  store->keep_promises(store.now += 20s);
  EXPECT_EQ(store->next_due(), store.now + 10s) << "what is not synced must not be marked";
  store->keep_promises(store.now += 10s);
  EXPECT_EQ(store.marked(), 1u);
}

TEST(RocksdbStore, KnowsWhichStreamsHaveEvents) {
  store_on_disk store(test_options(log_profile::bird));
  EXPECT_FALSE(store->has_stream("a"));
  store.append("a", 0, {"1"});
  EXPECT_TRUE(store->has_stream("a"));
  EXPECT_FALSE(store->has_stream("a/b"));
  store->retire(std::vector<stream_name>{"a"});
  EXPECT_FALSE(store->has_stream("a")) << "the name is free again";
}

TEST(RocksdbStore, KnowsMoreHeadsThanItKeepsInMemory) {
  store_on_disk store(test_options(log_profile::bird));
  const auto name = [](int i) { return "s/" + std::to_string(i); };
  for (std::uint64_t round = 0; round < 2; round++)
    for (int first = 0; first < 600; first += 100) {
      std::vector<append_request> requests;
      for (int i = first; i < first + 100; i++) requests.push_back(request(name(i), round, {"x"}));
      store->append(requests);
    }
  int streams = 0;
  store->for_each_stream([&](const auto&, const stream_head& head) {
    streams++;
    EXPECT_EQ(head.next, sequence{2});
  });
  EXPECT_EQ(streams, 600);
}

TEST(RocksdbStore, AStreamInOneBatchWithItselfGoesOn) {
  store_on_disk store(test_options(log_profile::bird));
  std::vector<append_request> requests{request("a", 0, {"1"}), request("b", 0, {"2"}),
                                       request("a", 1, {"3", "4"}), request("a", 3, {"5"})};
  const auto added = store->append(requests);
  ASSERT_EQ(added.size(), 5u);
  EXPECT_EQ(text_of(added[4]), "a#3=5");
  EXPECT_EQ(added[4].at_position, position{5});
  EXPECT_EQ(store.texts(), (strings{"a#0=1", "b#0=2", "a#1=3", "a#2=4", "a#3=5"}));
}

class RocksdbStoreCut : public testing::TestWithParam<log_profile> {
 protected:
  static log_options cutting() {
    auto options = test_options(GetParam());
    options.cut_retired = true;
    options.cut_events_min = 3;
    return options;
  }
};

TEST_P(RocksdbStoreCut, TheHeadGoesOnceItsStreamsAreRetired) {
  store_on_disk store(cutting());
  store.append("a", 0, {"1", "2"});
  store.append("b", 0, {"3"});
  store.append("a", 2, {"4"});
  store.append("c", 0, {"5", "6"});
  const auto end = store->tip();
  store.retire({"a"});
  EXPECT_EQ(store.texts().size(), 6u) << "two records are too few to cut";
  store.retire({"b"});
  EXPECT_EQ(store.texts(), (strings{"c#0=5", "c#1=6"}));
  store.open();
  EXPECT_EQ(store.floor.at, position{4});
  EXPECT_EQ(store.texts(), (strings{"c#0=5", "c#1=6"}));
  EXPECT_EQ(store->tip(), end);
}

TEST_P(RocksdbStoreCut, ALogThatIsCutToItsEndGoesOnFromThere) {
  store_on_disk store(cutting());
  store.append("a", 0, {"1", "2", "3"});
  store.retire({"a", "nobody"});
  const auto end = store->tip();
  EXPECT_EQ(store.texts(), strings{});
  store.open();
  EXPECT_EQ(store->tip(), end);
  EXPECT_EQ(store.floor, end);
  store.append("b", 0, {"4"});
  store.append("a", 0, {"5"});
  store.open();
  EXPECT_EQ(store.texts(), (strings{"b#0=4", "a#0=5"}));
  EXPECT_EQ(store->tip().at, position{5});
}

TEST_P(RocksdbStoreCut, AStreamThatIsNeededKeepsAllBehindIt) {
  store_on_disk store(cutting());
  store.append("stuck", 0, {"0"});
  for (int i = 0; i < 20; i++) {
    store.append("a", 0, {"x"});
    store.retire({"a"});
  }
  EXPECT_EQ(store.texts().size(), 21u);
  store.open();
  store.retire({"stuck"});
  EXPECT_EQ(store.texts().size(), 0u);
}

TEST_P(RocksdbStoreCut, WithoutTheOptionHeadersStay) {
  auto options = cutting();
  options.cut_retired = false;
  store_on_disk store(options);
  store.append("a", 0, {"1", "2", "3", "4"});
  store.retire({"a"});
  store.open();
  EXPECT_EQ(store.texts().size(), 4u);
  EXPECT_EQ(store.floor, chain_link{});
}

INSTANTIATE_TEST_SUITE_P(Each, RocksdbStoreCut,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });

}  // namespace aviary
