#include "storage/master_key.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {

namespace {

namespace fs = std::filesystem;

master_key::octets_of_key key_of(std::uint8_t octet) {
  return master_key::octets_of_key::filled_by(
      [&](std::uint8_t* out) { std::fill(out, out + master_key::octets_of_key::size, octet); });
}

box_nonce nonce_of(std::uint8_t octet) {
  box_nonce nonce;
  nonce.value.fill(octet);
  return nonce;
}

}  // namespace

TEST(MasterKey, OpensWhatItSealedAlsoAfterARestart) {
  const scratch_folder folder;
  const auto made = master_key::create(folder / "master.key", key_of(1));
  ASSERT_TRUE(made);
  const auto read = master_key::open(folder / "master.key");
  ASSERT_TRUE(read);
  EXPECT_TRUE(rc::check("any secret", [&](const bytes& secret) {
    const auto sealed = made->seal(secret, nonce_of(2));
    RC_ASSERT(sealed.size() == secret.size() + 40);
    RC_ASSERT(read->open_sealed(sealed) == secret);
  }));
}

TEST(MasterKey, OpensNothingElse) {
  const scratch_folder folder;
  const auto key = master_key::create(folder / "a", key_of(1));
  const auto other = master_key::create(folder / "b", key_of(2));
  const bytes secret{1, 2, 3};
  const auto sealed = key->seal(secret, nonce_of(2));
  EXPECT_FALSE(other->open_sealed(sealed));
  for (std::size_t i = 0; i < sealed.size(); i++) {
    auto altered = sealed;
    altered[i] ^= 1;
    EXPECT_FALSE(key->open_sealed(altered)) << i;
    EXPECT_FALSE(key->open_sealed(byte_view(sealed).first(i))) << i;
  }
}

TEST(MasterKey, AnotherNonceMakesAnotherSeal) {
  const scratch_folder folder;
  const auto key = master_key::create(folder / "a", key_of(1));
  const bytes secret{1, 2, 3};
  EXPECT_NE(key->seal(secret, nonce_of(2)), key->seal(secret, nonce_of(3)));
}

TEST(MasterKey, IsNeverReplaced) {
  const scratch_folder folder;
  const auto path = folder / "master.key";
  ASSERT_TRUE(master_key::create(path, key_of(1)));
  EXPECT_FALSE(master_key::create(path, key_of(2)));
  EXPECT_EQ(content_of(path), std::string(32, '\1'));
}

TEST(MasterKey, SaysWhatIsWrongWithItsFile) {
  const scratch_folder folder;
  const auto path = folder / "master.key";
  const auto named = "the key " + path.string();
  const auto missing = master_key::open(path);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(),
            (failure{"cannot read " + path.string() + ": No such file or directory",
                     "Restore this file from your backup of keys. Without it the secrets in the "
                     "log cannot be opened, and every bird must be registered again."}));

  ASSERT_TRUE(master_key::create(path, key_of(1)));
  for (const auto loose : {fs::perms::group_read, fs::perms::others_read}) {
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | loose);
    EXPECT_EQ(master_key::open(path).error(),
              (failure{named + " is open to other users",
                       "Look who could read it, then run: chmod 600 " + path.string()}));
  }

  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  set_content(path, std::string(31, 'x'));
  EXPECT_EQ(
      master_key::open(path).error(),
      (failure{named + " has 31 octets, not 32", "Restore this file from your backup of keys."}));
  set_content(path, std::string(33, 'x'));
  EXPECT_EQ(master_key::open(path).error().what,
            "cannot read " + path.string() + ": File too large");
}

}  // namespace aviary
