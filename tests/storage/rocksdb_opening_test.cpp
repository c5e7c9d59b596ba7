// Every way in which a log does not open: the words for the operator, and that nothing was changed.
#include "storage/rocksdb_opening.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/storage/log_under_test.hpp"

namespace aviary {

namespace {

namespace fs = std::filesystem;

/// The newest file in the log's folder with that end of a name.
fs::path newest(const fs::path& folder, const std::string& end) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder / "db"))
    if (entry.path().string().ends_with(end) && entry.path() > found) found = entry.path();
  return found;
}

void flip_octet(const fs::path& path, std::size_t offset) {
  auto content = content_of(path);
  ASSERT_LT(offset, content.size());
  content[offset] = static_cast<char>(content[offset] ^ 0x20);
  set_content(path, content);
}

}  // namespace

class RocksdbOpening : public testing::TestWithParam<log_profile> {
 protected:
  RocksdbOpening() : options_(test_options(GetParam())) {
    EXPECT_TRUE(create_log(folder(), life(1), options_));
  }

  fs::path folder() const { return scratch_ / "log"; }
  std::string named() const { return "the event log in " + folder().string(); }

  /// Appends records of one stream in batches of the log's choice, or each synced by itself, and
  /// closes, which marks them.
  void append(std::uint64_t count, std::size_t octets = 20, bool one_by_one = false) {
    auto opened = rocksdb_event_log::open(folder(), options_);
    ASSERT_TRUE(opened) << opened.error().what;
    const auto next = opened->log->durable().value;
    for (std::uint64_t i = 0; i < count; i++) {
      opened->log->append(request("a", next + i, {std::string(octets, 'x')}), nullptr);
      if (one_by_one) settle(*opened->log);
    }
    settle(*opened->log);
  }

  failure refusal() {
    const auto opened = rocksdb_event_log::open(folder(), options_);
    return opened ? failure{"(opened)", ""} : opened.error();
  }

  /// Opens as a new life of number 2 and returns the loss that this admits to.
  log_loss accepted_loss() {
    auto accepting = options_;
    accepting.accept_loss = life(2);
    auto opened = rocksdb_event_log::open(folder(), accepting);
    EXPECT_TRUE(opened) << opened.error().what;
    if (!opened) return {};
    EXPECT_TRUE(opened->loss);
    EXPECT_EQ(opened->log->id(), life(2));
    EXPECT_EQ(opened->log->durable(), opened->loss.value_or(log_loss{}).kept);
    return opened->loss.value_or(log_loss{});
  }

  /// The log must open again as any other, still hold `kept` records and take more.
  void expect_whole(std::uint64_t kept) {
    append(2);
    auto opened = rocksdb_event_log::open(folder(), options_);
    ASSERT_TRUE(opened) << opened.error().what;
    EXPECT_FALSE(opened->loss);
    EXPECT_EQ(opened->log->durable(), position{kept + 2});
  }

  scratch_folder scratch_;
  log_options options_;
};

TEST_P(RocksdbOpening, AFolderWithoutALog) {
  fs::remove_all(folder());
  const auto said = refusal();
  EXPECT_EQ(said.what, "there is no event log in " + folder().string());
  EXPECT_EQ(said.hint,
            "Give the data folder that was made with init, or restore a backup into it.");
  options_.accept_loss = life(2);
  EXPECT_EQ(refusal(), said) << "a folder given by mistake must not become a log";
}

TEST_P(RocksdbOpening, CreateRefusesALogThatIsThere) {
  const auto second = create_log(folder(), life(9), options_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what, "there is an event log in " + folder().string() + " already");
  append(1);
}

TEST_P(RocksdbOpening, ADeletedLog) {
  append(3);
  fs::remove_all(folder() / "db");
  const auto said = refusal();
  EXPECT_EQ(said.what, named() + " is gone, but its mark says that position 3 was acknowledged");
  EXPECT_EQ(said.hint,
            "Restore the newest backup, or start once with --accept-loss to go on with an empty "
            "log.");
  EXPECT_FALSE(fs::exists(folder() / "db"));
  const auto loss = accepted_loss();
  EXPECT_EQ(loss.kept, position{0});
  EXPECT_EQ(loss.acknowledged, position{3});
  expect_whole(0);
}

TEST_P(RocksdbOpening, ALogThatWasEmptiedOrExchanged) {
  append(3);
  fs::remove_all(folder());
  ASSERT_TRUE(create_log(folder(), life(1), options_));
  const auto fresh_mark = content_of(folder() / "mark");
  append(2, 7);
  const auto other = folder().parent_path() / "other";
  fs::copy(folder(), other, fs::copy_options::recursive);
  // Another log under the mark of this one, with as many records.
  fs::remove_all(folder());
  ASSERT_TRUE(create_log(folder(), life(1), options_));
  append(2, 20);
  fs::copy(other / "mark", folder() / "mark", fs::copy_options::overwrite_existing);
  EXPECT_EQ(refusal().what,
            named() + " holds another record at position 2 than the one that was acknowledged");
  EXPECT_EQ(accepted_loss().kept, position{2});
  expect_whole(2);
}

TEST_P(RocksdbOpening, ATruncatedWriteAheadLog) {
  append(10, 20, true);
  const auto wal = newest(folder(), ".log");
  fs::resize_file(wal, fs::file_size(wal) - 50);
  const auto said = refusal();
  EXPECT_EQ(said.what, named() + " ends at position 9, but position 10 was acknowledged");
  EXPECT_EQ(said.hint,
            "Restore the newest backup, or start once with --accept-loss to go on without the lost "
            "events, 1 of them.");
  EXPECT_EQ(refusal(), said) << "the first refusal changed something";
  const auto loss = accepted_loss();
  EXPECT_EQ(loss.kept, position{9});
  EXPECT_EQ(loss.acknowledged, position{10});
  EXPECT_EQ(loss.what, said.what);
  expect_whole(9);
}

TEST_P(RocksdbOpening, AFlippedBitInTheWriteAheadLog) {
  append(10, 20, true);
  const auto wal = newest(folder(), ".log");
  flip_octet(wal, fs::file_size(wal) / 2);
  const auto said = refusal();
  EXPECT_TRUE(said.what.starts_with(named() + " ends at position ")) << said.what;
  EXPECT_TRUE(said.what.ends_with(", but position 10 was acknowledged")) << said.what;
  const auto loss = accepted_loss();
  EXPECT_GT(loss.kept, position{0});
  EXPECT_LT(loss.kept, position{10});
  expect_whole(loss.kept.value);
}

TEST_P(RocksdbOpening, AFlippedBitInATable) {
  append(3000, 40);
  append(0);  // Recovery moves what it read into tables.
  auto table = newest(folder(), ".sst");
  if (GetParam() == log_profile::console) {
    for (const auto& entry : fs::directory_iterator(folder() / "db"))
      if (entry.path().extension() == ".sst" && entry.file_size() > fs::file_size(table))
        table = entry.path();
  }
  flip_octet(table, fs::file_size(table) / 2);
  const auto said = refusal();
  EXPECT_NE(said.what.find("damaged"), std::string::npos) << said.what;
  EXPECT_EQ(said.hint,
            "Restore the newest backup, or start once with --accept-loss to keep what stands "
            "before the damage.");
  const auto loss = accepted_loss();
  EXPECT_LT(loss.kept, position{3000});
  EXPECT_EQ(loss.acknowledged, position{3000});
  EXPECT_TRUE(fs::exists(folder() / "db.damaged"));
  expect_whole(loss.kept.value);
}

TEST_P(RocksdbOpening, ATruncatedOrMissingTable) {
  append(3000, 40);
  append(0);
  const auto table = newest(folder(), ".sst");
  fs::resize_file(table, fs::file_size(table) / 2);
  EXPECT_TRUE(refusal().what.starts_with(named() + " is damaged: ")) << refusal().what;
  fs::remove(table);
  EXPECT_TRUE(refusal().what.starts_with(named() + " is damaged: ")) << refusal().what;
  const auto loss = accepted_loss();
  expect_whole(loss.kept.value);
}

TEST_P(RocksdbOpening, ADamagedManifest) {
  append(3);
  set_content(folder() / "db" / "CURRENT", "MANIFEST-999999\n");
  EXPECT_TRUE(refusal().what.starts_with(named() + " is damaged: ")) << refusal().what;
  EXPECT_EQ(accepted_loss().kept, position{0});
  expect_whole(0);
}

TEST_P(RocksdbOpening, AMissingOrDamagedMark) {
  append(3);
  set_content(folder() / "mark", "junk");
  EXPECT_EQ(refusal().what, "the mark " + (folder() / "mark").string() +
                                " is damaged, so nobody can tell whether its log is whole");
  fs::remove(folder() / "mark");
  EXPECT_EQ(refusal().what,
            "cannot read " + (folder() / "mark").string() + ": No such file or directory");
  const auto loss = accepted_loss();
  EXPECT_EQ(loss.kept, position{3});
  EXPECT_EQ(loss.acknowledged, position{0}) << "unknown";
  expect_whole(3);
}

TEST_P(RocksdbOpening, AMarkOfAnotherLog) {
  append(3);
  ASSERT_TRUE(mark_file::create(folder() / "mark", {life(7), {}}));
  EXPECT_EQ(refusal().what, named() + " and its mark come from two different logs");
  EXPECT_EQ(accepted_loss().kept, position{3});
  expect_whole(3);
}

TEST_P(RocksdbOpening, ASecondProcess) {
  const auto first = rocksdb_event_log::open(folder(), options_);
  ASSERT_TRUE(first);
  EXPECT_EQ(refusal(), (failure{named() + " is open in another process",
                                "Stop that one first. Two writers would destroy the log."}));
  options_.accept_loss = life(2);
  EXPECT_EQ(refusal().what, named() + " is open in another process");
}

TEST_P(RocksdbOpening, ALogOfTheOtherProfile) {
  append(1);
  options_.profile = GetParam() == log_profile::bird ? log_profile::console : log_profile::bird;
  const auto said = refusal();
  EXPECT_TRUE(said.what.starts_with(named() + " was made by another program")) << said.what;
}

TEST_P(RocksdbOpening, AFullDisk) {
  append(1);
  options_.reserve_octets = std::uint64_t{1} << 62;
  EXPECT_EQ(refusal(), (failure{"the disk of " + folder().string() + " is full",
                                "Free at least 1099511627776 MiB on it, then start again."}));
}

TEST_P(RocksdbOpening, AFolderOfAnotherUser) {
  if (geteuid() != 0) {
    fs::permissions(folder() / "db", fs::perms::none);
    EXPECT_FALSE(refusal().hint.empty());
    fs::permissions(folder() / "db", fs::perms::owner_all);
    return;
  }
  // Root may read everything, so the test gives its rights away for the length of one open.
  append(1);
  fs::permissions(scratch_.path(), fs::perms::all);
  fs::permissions(scratch_.path().parent_path(), fs::perms::all);
  fs::permissions(folder() / "db", fs::perms::none);
  ASSERT_EQ(seteuid(65534), 0);
  const auto said = refusal();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(said.hint, "Run the program as the user who owns the data folder.") << said.what;
}

INSTANTIATE_TEST_SUITE_P(Each, RocksdbOpening,
                         testing::Values(log_profile::console, log_profile::bird),
                         [](const auto& one) {
                           return one.param == log_profile::bird ? "bird" : "console";
                         });

}  // namespace aviary
