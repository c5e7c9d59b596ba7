#include "storage/rocksdb_log_check.hpp"

#include <gtest/gtest.h>

#include "storage/rocksdb_opening.hpp"
#include "tests/storage/log_under_test.hpp"

namespace aviary {

namespace {

using mode = rocksdb_columns::mode;

/// Five records of one stream, and a hand that may alter what is stored.
class RocksdbLogCheck : public testing::Test {
 protected:
  RocksdbLogCheck() {
    const auto options = test_options(log_profile::bird);
    EXPECT_TRUE(create_log(folder_ / "log", life(1), options));
    auto opened = rocksdb_event_log::open(folder_ / "log", options);
    EXPECT_TRUE(opened);
    opened->log->append(request("a", 0, {"1", "2", "3", "4", "5"}), nullptr);
    settle(*opened->log);
    end_ = opened->log->tip();
    opened->log.reset();
    auto columns =
        rocksdb_columns::open(folder_ / "log" / "db", mode::open, options.profile, nullptr);
    EXPECT_TRUE(columns);
    columns_ = std::move(*columns);
  }

  template <class Change>
  void change(Change change) {
    rocksdb::WriteBatch batch;
    change(batch);
    ASSERT_TRUE(columns_->write(batch, true).ok());
  }

  record stored(std::uint64_t at) {
    std::string value;
    EXPECT_TRUE(columns_->get(column::events, position_key({at}), value).ok());
    return decode_record({at}, as_bytes(value)).value_or(record{});
  }

  void store(const record& altered) {
    change([&](auto& batch) {
      columns_->put(batch, column::events, position_key(altered.at_position),
                    encode_record(altered));
    });
  }

  log_check check(const std::optional<mark>& promised = {}) {
    seen_ = 0;
    const auto found = check_log(*columns_, "LOG", promised, [&](const record&) { seen_++; });
    EXPECT_TRUE(found);
    return found ? *found : log_check{};
  }

  std::string damage() {
    const auto found = check();
    return found.damage ? found.damage->what : "";
  }

  scratch_folder folder_;
  std::unique_ptr<rocksdb_columns> columns_;
  chain_link end_;
  std::uint64_t seen_ = 0;
};

TEST_F(RocksdbLogCheck, AWholeLog) {
  const auto found = check(mark{life(1), end_});
  EXPECT_FALSE(found.damage);
  EXPECT_FALSE(found.shortfall);
  EXPECT_EQ(found.tip, end_);
  EXPECT_EQ(found.meta.id, life(1));
  EXPECT_EQ(seen_, 5u);
}

TEST_F(RocksdbLogCheck, AnAlteredRecord) {
  auto altered = stored(3);
  altered.payload = {'!'};
  store(altered);
  EXPECT_EQ(damage(), "the event log in LOG does not chain at position 3: it was altered");
  EXPECT_EQ(seen_, 2u);
  EXPECT_EQ(check().tip.at, position{2});
}

TEST_F(RocksdbLogCheck, AnAlteredRecordThatWasChainedAnew) {
  auto altered = stored(3);
  altered.payload = {'!'};
  altered.chain = link(stored(2).chain, altered);
  store(altered);
  EXPECT_EQ(damage(), "the event log in LOG does not chain at position 4: it was altered");
}

TEST_F(RocksdbLogCheck, ARetirementIsNoAlteration) {
  auto retired = stored(5);
  aviary::retire(retired);
  store(retired);
  change([&](auto& batch) { columns_->erase(batch, column::streams, sequence_key("a", {4})); });
  EXPECT_EQ(damage(), "");
}

TEST_F(RocksdbLogCheck, MissingRecords) {
  change([&](auto& batch) {
    columns_->erase(batch, column::events, position_key({2}));
    columns_->erase(batch, column::events, position_key({3}));
  });
  EXPECT_EQ(damage(), "the event log in LOG lacks positions 2 to 3");
  EXPECT_EQ(check().tip.at, position{1});
}

TEST_F(RocksdbLogCheck, SomethingThatIsNoRecord) {
  change([&](auto& batch) {
    columns_->put(batch, column::events, position_key({4}), as_bytes("junk"));
  });
  EXPECT_EQ(damage(), "the event log in LOG holds something that is no record at position 4");
}

TEST_F(RocksdbLogCheck, AnIndexThatLacksARecord) {
  change([&](auto& batch) { columns_->erase(batch, column::streams, sequence_key("a", {1})); });
  EXPECT_EQ(damage(), "the event log in LOG has 4 index entries for 5 records");
}

TEST_F(RocksdbLogCheck, AMarkBehindTheEnd) {
  const auto found = check(mark{life(1), {{9}, {}}});
  ASSERT_TRUE(found.shortfall);
  EXPECT_EQ(found.shortfall->what,
            "the event log in LOG ends at position 5, but position 9 was acknowledged");
  EXPECT_FALSE(found.damage);
}

TEST_F(RocksdbLogCheck, AMarkInTheMiddleHoldsTheLogToItsChain) {
  const auto third = stored(3);
  EXPECT_FALSE(check(mark{life(1), {{3}, third.chain}}).shortfall);
  const auto found = check(mark{life(1), {{3}, stored(2).chain}});
  ASSERT_TRUE(found.shortfall);
  EXPECT_EQ(found.shortfall->what,
            "the event log in LOG holds another record at position 3 than the one that was "
            "acknowledged");
}

TEST_F(RocksdbLogCheck, AMarkOfAnotherLife) {
  const auto found = check(mark{life(2), end_});
  ASSERT_TRUE(found.shortfall);
  EXPECT_EQ(found.shortfall->what,
            "the event log in LOG and its mark come from two different logs");
}

TEST_F(RocksdbLogCheck, ANewerFormat) {
  change(
      [&](auto& batch) { columns_->put(batch, column::meta, format_key, bytes{log_format + 1}); });
  const auto found = check_log(*columns_, "LOG", {}, [](const record&) {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error(),
            (failure{"the event log in LOG has format 2, but this program reads up to 1",
                     "Run the version of Aviary that wrote it, or a newer one."}));
}

TEST_F(RocksdbLogCheck, ALogWithoutItsNames) {
  for (const auto key : {format_key, incarnation_key}) {
    std::string before;
    ASSERT_TRUE(columns_->get(column::meta, key, before).ok());
    change([&](auto& batch) { columns_->erase(batch, column::meta, key); });
    EXPECT_EQ(damage(), "the event log in LOG is damaged: it does not say what it is") << key;
    change([&](auto& batch) { columns_->put(batch, column::meta, key, as_bytes(before)); });
  }
  EXPECT_EQ(damage(), "");
}

}  // namespace

}  // namespace aviary
