#include "sim/load/process_usage.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace aviary {
namespace {

TEST(ProcessUsage, OfThisProcess) {
  const auto before = usage_of(getpid());
  ASSERT_TRUE(before);
  EXPECT_GT(before->resident_mib, 1);
  volatile std::uint64_t spent = 0;
  auto now = before;
  while (now->cpu_seconds < before->cpu_seconds + 0.03) {
    for (int i = 0; i < 1'000'000; ++i) spent = spent + 1;
    now = usage_of(getpid());
  }
  EXPECT_LT(now->cpu_seconds, before->cpu_seconds + 60);
}

TEST(ProcessUsage, NothingOfAProcessThatIsNone) {
  EXPECT_FALSE(usage_of(0x7FFFFFFF));
}

TEST(ProcessUsage, FindsWhoListens) {
  const auto path =
      std::filesystem::temp_directory_path() / ("aviary-process-usage-" + std::to_string(getpid()));
  EXPECT_FALSE(process_behind(path)) << "nobody listens yet";
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  std::strcpy(at.sun_path, path.c_str());
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  EXPECT_EQ(process_behind(path), getpid());
  ::close(listener);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace aviary
