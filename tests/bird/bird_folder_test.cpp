#include "bird/bird_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

class BirdFolder : public testing::Test {
 protected:
  scratch_folder scratch_;
  std::filesystem::path path_ = scratch_.path() / "bird";
  bird_folder folder_{*data_folder::create(path_, data_role::bird)};
};

key_seed some_seed() {
  return key_seed::filled_by([](std::uint8_t* out) { std::fill_n(out, key_seed::size, 7); });
}

TEST_F(BirdFolder, KeepsSettingsAndRegistration) {
  EXPECT_FALSE(folder_.settings()->has_value());
  ASSERT_TRUE(folder_.save(bird_settings{"fileserver-02", "Cape \"Town\""}));
  EXPECT_EQ((*folder_.settings())->location, "Cape \"Town\"");

  bird_registration registration{*zone_name::parse("c.example.net"), {9}, {3}, {}, {{1}}};
  ASSERT_TRUE(folder_.save_asked(some_seed()));
  EXPECT_TRUE(**folder_.asked() == some_seed());
  ASSERT_TRUE(folder_.save(registration));
  EXPECT_FALSE(folder_.asked()->has_value());  // answered
  const auto known = folder_.registration();
  ASSERT_TRUE(known);
  EXPECT_EQ((*known)->zone.text(), "c.example.net");
  EXPECT_EQ((*known)->tag, bird_tag{9});
  EXPECT_EQ((*known)->number, registration_no{3});
}

TEST_F(BirdFolder, ForgetsAllButTheCounterFile) {
  std::ofstream(folder_.counter()) << "kept";
  ASSERT_TRUE(folder_.save(bird_settings{"a", "b"}));
  ASSERT_TRUE(folder_.save_asked(some_seed()));
  ASSERT_TRUE(folder_.reset());
  EXPECT_FALSE(folder_.settings()->has_value());
  EXPECT_FALSE(folder_.asked()->has_value());
  EXPECT_TRUE(std::filesystem::exists(folder_.counter()));
}

TEST_F(BirdFolder, RefusesLooseAndOddFiles) {
  ASSERT_TRUE(folder_.save_asked(some_seed()));
  const auto file = path_ / "asked.json";
  chmod(file.c_str(), 0644);
  EXPECT_EQ(folder_.asked().error().what, file.string() + " may be read by others");
  chmod(file.c_str(), 0600);
  std::ofstream(file) << "{}";
  EXPECT_EQ(folder_.asked().error().what, file.string() + " is not understood");
}

}  // namespace
}  // namespace aviary
