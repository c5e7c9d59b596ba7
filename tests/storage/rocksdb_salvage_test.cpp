#include "storage/rocksdb_salvage.hpp"

#include <gtest/gtest.h>

#include "storage/rocksdb_opening.hpp"
#include "storage/rocksdb_store.hpp"
#include "tests/storage/log_under_test.hpp"

namespace aviary {

namespace {

namespace fs = std::filesystem;

class RocksdbSalvage : public testing::TestWithParam<log_profile> {
 protected:
  RocksdbSalvage() : options_(test_options(GetParam())) {
    options_.cut_retired = true;
    options_.cut_events_min = 2;
    EXPECT_TRUE(create_log(folder(), life(1), options_));
  }

  fs::path folder() const { return scratch_ / "log"; }

  std::unique_ptr<rocksdb_store> open() {
    auto opened = open_log(folder(), options_);
    EXPECT_TRUE(opened) << opened.error().what;
    return opened ? std::make_unique<rocksdb_store>(std::move(*opened), options_) : nullptr;
  }

  /// A floor at 2, a retired record at 4, and live ones at 3, 5 and 6.
  void fill() {
    const auto store = open();
    std::vector<append_request> requests{request("cut", 0, {"1", "2"}), request("a", 0, {"3"}),
                                         request("gone", 0, {"4"}), request("a", 1, {"5"}),
                                         request("b", 0, {"6"}, true)};
    store->append(requests);
    store->retire(std::vector<stream_name>{"cut", "gone"});
    tip_ = store->tip();
  }

  void alter(position at) {
    const auto columns = rocksdb_columns::open(folder() / "db", rocksdb_columns::mode::open,
                                               options_.profile, nullptr);
    ASSERT_TRUE(columns);
    rocksdb::WriteBatch batch;
    (*columns)->put(batch, column::events, position_key(at), as_bytes("junk"));
    ASSERT_TRUE((*columns)->write(batch, true).ok());
  }

  std::string content(const rocksdb_store& store) {
    std::string seen;
    store.scan({}, [&](const record& at) {
      seen += std::to_string(at.at_position.value) + ":" + text_of(at) + " ";
      return true;
    });
    store.for_each_stream([&](const auto& stream, const auto& head) {
      seen += stream + "@" + std::to_string(head.last.value) + (head.owes ? "! " : " ");
    });
    return seen;
  }

  scratch_folder scratch_;
  log_options options_;
  chain_link tip_;
};

TEST_P(RocksdbSalvage, KeepsAllOfAWholeLog) {
  fill();
  ASSERT_TRUE(salvage(folder(), life(1), options_));
  const auto store = open();
  ASSERT_TRUE(store);
  EXPECT_EQ(content(*store), "3:a#0=3 4:gone#0=(retired) 5:a#1=5 6:b#0=6 a@5 b@6! ");
  EXPECT_EQ(store->tip(), tip_);
}

TEST_P(RocksdbSalvage, KeepsWhatStandsBeforeTheDamageAndTheDamagedLogBeside) {
  fill();
  alter({5});
  EXPECT_FALSE(open_log(folder(), options_));
  auto accepting = options_;
  accepting.accept_loss = life(2);
  const auto opened = open_log(folder(), accepting);
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened->loss);
  EXPECT_EQ(opened->loss->kept, position{4});
  EXPECT_EQ(opened->loss->acknowledged, position{6});
  EXPECT_TRUE(fs::exists(folder() / "db.damaged" / "CURRENT"));
  EXPECT_FALSE(fs::exists(folder() / "db.salvaged"));
}

TEST_P(RocksdbSalvage, WritesOverWhatAnInterruptedOneLeft) {
  fill();
  for (const auto* left : {"db.salvaged", "db.damaged"}) {
    fs::create_directory(folder() / left);
    set_content(folder() / left / "old", "x");
  }
  ASSERT_TRUE(salvage(folder(), life(1), options_));
  EXPECT_FALSE(fs::exists(folder() / "db.damaged" / "old"));
  const auto store = open();
  ASSERT_TRUE(store);
  EXPECT_EQ(store->tip(), tip_);
}

TEST_P(RocksdbSalvage, MakesAnEmptyLogOfNothing) {
  fs::remove_all(folder() / "db");
  ASSERT_TRUE(salvage(folder(), life(1), options_));
  const auto store = open();
  ASSERT_TRUE(store);
  EXPECT_EQ(content(*store), "");
}

TEST_P(RocksdbSalvage, CopiesMoreThanOneBatch) {
  {
    const auto store = open();
    for (std::uint64_t i = 0; i < 40; i++) {
      std::vector<append_request> requests{request("a", i, {std::string(100'000, 'x')})};
      store->append(requests);
    }
    tip_ = store->tip();
  }
  ASSERT_TRUE(salvage(folder(), life(1), options_));
  EXPECT_EQ(open()->tip(), tip_);
}

INSTANTIATE_TEST_SUITE_P(Each, RocksdbSalvage,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });

}  // namespace

}  // namespace aviary
