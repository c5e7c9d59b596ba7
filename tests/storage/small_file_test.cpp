#include "storage/small_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {

TEST(SmallFile, ReadsBackWhatItWrote) {
  const scratch_folder folder;
  ASSERT_TRUE(write_new_file(folder / "key", as_bytes("secret"), 0600));
  const auto content = read_small_file(folder / "key", 6);
  ASSERT_TRUE(content);
  EXPECT_EQ(as_text(*content), "secret");
  struct stat found;
  ASSERT_EQ(stat((folder / "key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST(SmallFile, RefusesToReplaceAFile) {
  const scratch_folder folder;
  ASSERT_TRUE(write_new_file(folder / "key", as_bytes("first"), 0600));
  const auto second = write_new_file(folder / "key", as_bytes("second"), 0600);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what, "cannot create " + (folder / "key").string() + ": File exists");
  EXPECT_EQ(content_of(folder / "key"), "first");
  EXPECT_FALSE(std::filesystem::exists(folder / "key.new"));
}

TEST(SmallFile, WritesOverWhatAnInterruptedAttemptLeft) {
  const scratch_folder folder;
  set_content(folder / "key.new", "half of a longer fi");
  ASSERT_TRUE(write_new_file(folder / "key", as_bytes("whole"), 0600));
  EXPECT_EQ(content_of(folder / "key"), "whole");
}

TEST(SmallFile, RefusesALongerFile) {
  const scratch_folder folder;
  set_content(folder / "key", "1234567");
  EXPECT_TRUE(read_small_file(folder / "key", 7));
  EXPECT_EQ(read_small_file(folder / "key", 6).error().what,
            "cannot read " + (folder / "key").string() + ": File too large");
}

TEST(SmallFile, SaysWhatIsMissing) {
  const scratch_folder folder;
  const auto error = read_small_file(folder / "gone", 6).error();
  EXPECT_EQ(error.what,
            "cannot read " + (folder / "gone").string() + ": No such file or directory");
  EXPECT_FALSE(error.hint.empty());
  EXPECT_FALSE(sync_folder(folder / "gone"));
  EXPECT_TRUE(sync_folder(folder.path()));
}

TEST(SmallFile, EveryErrorHasAHint) {
  for (int error = 1; error < 134; error++)
    EXPECT_TRUE(system_failure("read", "x", error).hint.ends_with('.')) << error;
}

TEST(SmallFile, KnowsTheFreeSpace) {
  const scratch_folder folder;
  EXPECT_GT(free_octets(folder.path()), 0u);
  EXPECT_EQ(free_octets(folder / "gone"), 0u);
}

}  // namespace aviary
