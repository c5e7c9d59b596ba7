#include "actors/program.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(Program, SaysWhatAndWhatNext) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(print_failure("aviary-bird", {"no folder", "make one"}), exit_code::failed);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "aviary-bird: no folder\n  make one\n");
}

TEST(Program, SuggestsWhatWasMeant) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(print_usage_failure("aviary-bird", "unknown option --resolvr=x",
                                {"--data", "--resolvr=x"}, {"--data", "--resolver"}),
            exit_code::usage);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "aviary-bird: unknown option --resolvr=x\n"
            "  did you mean --resolver? See: aviary-bird --help\n");
}

}  // namespace
}  // namespace aviary
