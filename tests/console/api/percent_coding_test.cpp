#include "console/api/percent_coding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace aviary {
namespace {

TEST(PercentCoding, KeepsWhatIsUnreservedAndEscapesTheRest) {
  EXPECT_EQ(percent_encode("file-server_02.lan~"), "file-server_02.lan~");
  EXPECT_EQ(percent_encode("a b/c?d#e%f+g&\xC3\xBC"), "a%20b%2Fc%3Fd%23e%25f%2Bg%26%C3%BC");
}

TEST(PercentCoding, LeavesWhatIsNoEscape) {
  EXPECT_EQ(percent_decode("%41%2f%zz%4%"), "A/%zz%4%");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(PercentCoding, ComesBackWhateverTheOctets) {
  EXPECT_TRUE(rc::check("decode(encode(text)) == text", [](const std::string& text) {
    RC_ASSERT(percent_decode(percent_encode(text)) == text);
  }));
}

}  // namespace
}  // namespace aviary
