#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

// For people who want to look at what is drawn: with AVIARY_CHART_SAMPLES naming a folder, the
// tests leave their pictures and pages there.
//
//   AVIARY_CHART_SAMPLES=out build/dev/tests/sim_test --gtest_filter='*Chart*:*Page*:*Plot*'

namespace aviary::samples {

inline void leave(const std::string& file, const std::string& text) {
  const char* folder = std::getenv("AVIARY_CHART_SAMPLES");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  std::ofstream(std::filesystem::path(folder) / file, std::ios::binary) << text;
}

}  // namespace aviary::samples
