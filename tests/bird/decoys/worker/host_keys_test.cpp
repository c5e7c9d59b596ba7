#include "bird/decoys/worker/host_keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/bird/temporary_folder.hpp"

namespace aviary {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(HostKeys, are_made_once_with_the_rights_of_keys) {
  const temporary_folder at;
  const auto folder = at.path() + "/decoys/ssh";
  ASSERT_TRUE(make_host_keys(folder));
  const std::vector<std::string> names{"ssh_host_rsa_key", "ssh_host_ecdsa_key",
                                       "ssh_host_ed25519_key"};
  std::vector<std::string> before;
  for (const auto& name : names) {
    struct stat file {};
    ASSERT_EQ(::stat((folder + "/" + name).c_str(), &file), 0) << name;
    EXPECT_EQ(file.st_mode & 0777u, 0600u) << name;
    before.push_back(content(folder + "/" + name));
  }
  struct stat status {};
  ASSERT_EQ(::stat(folder.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);

  std::filesystem::remove(folder + "/" + names[1]);
  ASSERT_TRUE(make_host_keys(folder));
  EXPECT_EQ(content(folder + "/" + names[0]), before[0]);
  EXPECT_NE(content(folder + "/" + names[1]), before[1]);
  EXPECT_EQ(content(folder + "/" + names[2]), before[2]);
}

TEST(HostKeys, loading_gives_all_kinds_and_one_secret_for_one_set) {
  const temporary_folder at;
  ASSERT_TRUE(make_host_keys(at.path()));
  const auto loaded = load_host_keys(at.path());
  ASSERT_TRUE(loaded);
  std::vector<ssh_keytypes_e> kinds;
  for (const auto& key : loaded->keys) kinds.push_back(ssh_key_type(key.get()));
  EXPECT_EQ(kinds, (std::vector{SSH_KEYTYPE_RSA, SSH_KEYTYPE_ECDSA_P256, SSH_KEYTYPE_ED25519}));
  EXPECT_EQ(load_host_keys(at.path())->timing_secret, loaded->timing_secret);

  const temporary_folder other;
  ASSERT_TRUE(make_host_keys(other.path()));
  EXPECT_NE(load_host_keys(other.path())->timing_secret, loaded->timing_secret);
}

TEST(HostKeys, a_missing_key_is_an_error_that_says_how_to_make_it) {
  const temporary_folder at;
  const auto loaded = load_host_keys(at.path());
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().what.find(at.path() + "/ssh_host_rsa_key"), std::string::npos);
  EXPECT_NE(loaded.error().hint.find("ssh-host-keys"), std::string::npos);
  EXPECT_FALSE(make_host_keys("/dev/null/keys"));
}

}  // namespace
}  // namespace aviary
