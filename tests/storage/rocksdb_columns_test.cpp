#include "storage/rocksdb_columns.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {

namespace {

using mode = rocksdb_columns::mode;

std::string raw(std::initializer_list<int> values) {
  std::string text;
  for (const auto value : values) text.push_back(static_cast<char>(value));
  return text;
}

}  // namespace

TEST(RocksdbKeys, AreTheDocumentedOnes) {
  EXPECT_EQ(position_key({0x0102}), raw({0, 0, 0, 0, 0, 0, 1, 2}));
  EXPECT_EQ(sequence_key("a/b", {3}), "a/b" + raw({0, 0, 0, 0, 0, 0, 0, 0, 3}));
  EXPECT_EQ(as_text(encode_head({{1}, true, {2}})),
            raw({0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1}));
  EXPECT_EQ(encode_link({{1}, {}}).size(), 40u);
}

TEST(RocksdbKeys, SortAsWhatTheyStandFor) {
  EXPECT_TRUE(rc::check("positions", [](std::uint64_t a, std::uint64_t b) {
    RC_ASSERT((position_key({a}) < position_key({b})) == (a < b));
    RC_ASSERT(position_key({a}) < positions_end_key());
  }));
  EXPECT_TRUE(rc::check("a stream's keys lie together", [](std::uint64_t at) {
    const auto key = sequence_key("ab", {at});
    RC_ASSERT(key >= sequence_key("ab", {}));
    RC_ASSERT(key < stream_end_key("ab"));
    for (const auto* other : {"a", "ab-c", "ab/c", "ab0", "ac"}) {
      const auto foreign = sequence_key(other, {at});
      RC_ASSERT(foreign < sequence_key("ab", {}) || foreign > stream_end_key("ab"));
    }
  }));
}

TEST(RocksdbKeys, ValuesOfAnotherSizeAreRefused) {
  EXPECT_EQ(decode_head(encode_head({{1}, true, {2}})), (stream_head{{1}, true, {2}}));
  EXPECT_EQ(decode_position(encode_position({5})), position{5});
  chain_hash chain;
  chain.value.fill(7);
  EXPECT_EQ(decode_link(encode_link({{5}, chain})), (chain_link{{5}, chain}));
  const bytes wrong(3);
  EXPECT_FALSE(decode_head(wrong));
  EXPECT_FALSE(decode_position(wrong));
  EXPECT_FALSE(decode_link(wrong));
}

class RocksdbColumns : public testing::TestWithParam<log_profile> {};

TEST_P(RocksdbColumns, KeepColumnsApart) {
  const scratch_folder folder;
  const auto opened = rocksdb_columns::open(folder / "db", mode::create, GetParam(), nullptr);
  ASSERT_TRUE(opened);
  auto& columns = **opened;
  rocksdb::WriteBatch batch;
  for (const auto where : {column::events, column::streams, column::heads, column::meta})
    for (const auto* key : {"a", "b", "c"})
      columns.put(batch, where, key, as_bytes(std::to_string(static_cast<int>(where))));
  columns.erase(batch, column::heads, "b");
  columns.erase_range(batch, column::streams, "a", "c");
  ASSERT_TRUE(columns.write(batch, true).ok());

  const auto content = [&](column where) {
    std::string seen;
    EXPECT_TRUE(columns
                    .visit(where, "", "\x7f",
                           [&](auto key, auto value) {
                             seen += std::string(key) + "=" + std::string(as_text(value)) + " ";
                             return true;
                           })
                    .ok());
    return seen;
  };
  EXPECT_EQ(content(column::events), "a=0 b=0 c=0 ");
  EXPECT_EQ(content(column::streams), "c=1 ");
  EXPECT_EQ(content(column::heads), "a=2 c=2 ");
  EXPECT_EQ(content(column::meta), "a=3 b=3 c=3 ");
  std::string value;
  EXPECT_TRUE(columns.get(column::meta, "b", value).ok());
  EXPECT_EQ(value, "3");
  EXPECT_TRUE(columns.get(column::heads, "b", value).IsNotFound());
}

TEST_P(RocksdbColumns, CreateNeedsNothingThereAndOpenNeedsALog) {
  const scratch_folder folder;
  EXPECT_FALSE(rocksdb_columns::open(folder / "db", mode::open, GetParam(), nullptr));
  EXPECT_TRUE(rocksdb_columns::open(folder / "db", mode::create, GetParam(), nullptr));
  EXPECT_FALSE(rocksdb_columns::open(folder / "db", mode::create, GetParam(), nullptr));
  EXPECT_TRUE(rocksdb_columns::open(folder / "db", mode::open, GetParam(), nullptr));
  EXPECT_TRUE(rocksdb_columns::open(folder / "db", mode::read_only, GetParam(), nullptr));
}

INSTANTIATE_TEST_SUITE_P(Each, RocksdbColumns,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });

TEST(RocksdbFailures, EachSaysWhatToDo) {
  using rocksdb::Status;
  for (const auto& status :
       {Status::IOError("While lock file: x/LOCK", "Resource temporarily unavailable"),
        Status::NoSpace("No space left on device"), Status::IOError("open", "Permission denied"),
        Status::InvalidArgument("Column families not opened: heads"), Status::Corruption("bad"),
        Status::IOError("something else")}) {
    const auto said = open_failure("DATA/log", status);
    EXPECT_TRUE(said.what.starts_with("the event log in DATA/log ")) << said.what;
    EXPECT_TRUE(said.hint.ends_with('.')) << said.hint;
  }
}

TEST(RocksdbFailuresDeath, EndTheProcessWithASentence) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(end_process("DATA/log", "append", "IO error"), testing::ExitedWithCode(74),
              "aviary: the event log in DATA/log failed to append: IO error");
}

}  // namespace aviary
