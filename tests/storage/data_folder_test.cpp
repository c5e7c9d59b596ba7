#include "storage/data_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {

namespace {

namespace fs = std::filesystem;

class DataFolder : public testing::Test {
 protected:
  fs::path path() const { return scratch_ / "data"; }
  failure refusal(data_role role = data_role::console) const {
    const auto opened = data_folder::open(path(), role);
    return opened ? failure{"(opened)", ""} : opened.error();
  }
  void make() { ASSERT_TRUE(data_folder::create(path(), data_role::console)); }

  scratch_folder scratch_;
};

TEST_F(DataFolder, OpensWhatItCreated) {
  make();
  const auto opened = data_folder::open(path(), data_role::console);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->log(), path() / "log");
  EXPECT_EQ(opened->master_key(), path() / "master.key");
  EXPECT_EQ(content_of(path() / "format"), "aviary console 1\n");
  struct stat found;
  ASSERT_EQ(stat(path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST_F(DataFolder, ASlashAtTheEndMakesNoDifference) {
  const auto made = data_folder::create(path().string() + "/", data_role::bird);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->path(), path());
}

TEST_F(DataFolder, TakesAnEmptyFolderAndClosesIt) {
  fs::create_directory(path());
  fs::permissions(path(), fs::perms::all);
  make();
  EXPECT_TRUE(data_folder::open(path(), data_role::console));
}

TEST_F(DataFolder, CreateRefusesAFolderThatHoldsAnything) {
  make();
  const auto again = data_folder::create(path(), data_role::bird);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().what, path().string() + " is not empty");
  EXPECT_EQ(content_of(path() / "format"), "aviary console 1\n");
  set_content(scratch_ / "file", "x");
  EXPECT_FALSE(data_folder::create(scratch_ / "file", data_role::bird));
}

TEST_F(DataFolder, OpenRefusesWhatIsNotThere) {
  EXPECT_EQ(
      refusal(),
      (failure{"cannot open " + path().string() + ": No such file or directory",
               "Give the data folder that was made with init, or restore a backup into it."}));
  set_content(path(), "x");
  EXPECT_EQ(refusal(), (failure{"cannot open " + path().string() + ": Not a directory",
                                "A part of this path is a file: give the path of a folder."}));
}

TEST_F(DataFolder, OpenRefusesAForeignFolder) {
  make();
  const failure foreign{
      path().string() + " is not the data folder of a console",
      "Give the folder that was made with init. Nothing was changed in this one."};
  for (const auto* line : {"", "aviary", "aviary bird 1\n", "aviary console \n", "aviary console 1",
                           "aviary console x\n", "aviary console 0\n", "aviary console 1 \n",
                           "aviary console -1\n", "git\n"}) {
    set_content(path() / "format", line);
    EXPECT_EQ(refusal(), foreign) << line;
  }
  fs::remove(path() / "format");
  EXPECT_EQ(refusal(), foreign);
  EXPECT_EQ(refusal(data_role::bird).what, path().string() + " is not the data folder of a bird");
}

TEST_F(DataFolder, OpenRefusesANewerFormat) {
  make();
  set_content(path() / "format", "aviary console 2\n");
  EXPECT_EQ(refusal(), (failure{path().string() + " has format 2, but this program reads up to 1",
                                "Run the version of Aviary that wrote it, or a newer one."}));
}

TEST_F(DataFolder, OpenRefusesLooseRights) {
  make();
  for (const auto loose : {fs::perms::group_read, fs::perms::group_exec, fs::perms::others_read,
                           fs::perms::others_write}) {
    fs::permissions(path(), fs::perms::owner_all | loose);
    EXPECT_EQ(refusal(),
              (failure{path().string() + " is open to other users, and it holds keys",
                       "Look who could read it, then run: chmod 700 " + path().string()}));
  }
}

TEST_F(DataFolder, OpenRefusesAFolderOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  make();
  ASSERT_EQ(chown(path().c_str(), 65534, 65534), 0);
  EXPECT_EQ(refusal(), (failure{path().string() + " belongs to another user",
                                "Run the program as the user who owns the data folder."}));
}

TEST_F(DataFolder, OpenAsksNobodyToCloseWhatIsNoDataFolder) {
  const auto opened = data_folder::open("/", data_role::console);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().what, "/ is not the data folder of a console");
}

}  // namespace

}  // namespace aviary
