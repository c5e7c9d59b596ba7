#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace aviary {

/// A folder that ends with the test.
class temporary_folder {
 public:
  temporary_folder() {
    path_ = testing::TempDir() + "aviary-bird-XXXXXX";
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace aviary
