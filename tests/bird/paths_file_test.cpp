#include "bird/paths_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

class PathsFile : public testing::Test {
 protected:
  paths_file file_of(std::vector<std::string> resolvers) {
    return {folder_, std::move(resolvers),
            [this](const std::string& line) { said_.push_back(line); }};
  }
  static path_findings found(std::size_t name_octets) {
    path_findings out;
    out.name_octets = name_octets;
    return out;
  }

  scratch_folder scratch_;
  std::filesystem::path path_ = scratch_.path() / "bird";
  bird_folder folder_{*data_folder::create(path_, data_role::bird)};
  std::vector<std::string> said_;
};

TEST_F(PathsFile, KnowsAgainWhatWasFound) {
  auto first = file_of({"192.0.2.1:53", "192.0.2.2:53"});
  EXPECT_EQ(first.known(), (std::vector<std::optional<path_findings>>{{}, {}}));
  first.keep(1, found(120));
  EXPECT_EQ(first.known()[1], found(120));
  auto other_order = file_of({"192.0.2.2:53", "192.0.2.1:53"});
  EXPECT_EQ(other_order.known()[0], found(120));
  EXPECT_FALSE(other_order.known()[1]);
  EXPECT_TRUE(said_.empty());
}

TEST_F(PathsFile, ForgetsAResolverThatIsNotUsedAnyMore) {
  file_of({"192.0.2.1:53"}).keep(0, found(120));
  file_of({"192.0.2.2:53"}).keep(0, found(80));
  EXPECT_FALSE(file_of({"192.0.2.1:53"}).known()[0]);
}

TEST_F(PathsFile, AFileOfNoUseIsSaidAndReplaced) {
  {
    std::ofstream out(path_ / "paths.json");
    out << "{";
  }
  std::filesystem::permissions(path_ / "paths.json", std::filesystem::perms::owner_all);
  auto file = file_of({"192.0.2.1:53"});
  EXPECT_FALSE(file.known()[0]);
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_NE(said_[0].find("probed anew"), std::string::npos);
  file.keep(0, found(200));
  EXPECT_EQ(file_of({"192.0.2.1:53"}).known()[0], found(200));
}

TEST_F(PathsFile, WhatIsNoFindingIsPassedOver) {
  ASSERT_TRUE(folder_.save_paths(json_object{{"192.0.2.1:53", json_object{{"name_octets", 9}}}}));
  EXPECT_FALSE(file_of({"192.0.2.1:53"}).known()[0]);
}

}  // namespace
}  // namespace aviary
