#include "console/delegation/resolv_conf.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

std::string first(std::string_view content) {
  const auto at = first_resolver(content);
  return at ? to_text(*at) : "none";
}

TEST(ResolvConf, NamesTheFirstResolver) {
  EXPECT_EQ(first("nameserver 192.0.2.1\nnameserver 192.0.2.2\n"), "192.0.2.1:53");
  EXPECT_EQ(first("# made by hand\n\nsearch example.net\n\tnameserver\t2001:db8::1"),
            "[2001:db8::1]:53");
  EXPECT_EQ(first("nameserver 192.0.2.1 # the site's\r\n"), "192.0.2.1:53");
}

TEST(ResolvConf, PassesOverWhatIsNone) {
  EXPECT_EQ(first(""), "none");
  EXPECT_EQ(first("\n\n"), "none");
  EXPECT_EQ(first("nameserver"), "none");
  EXPECT_EQ(first("nameserver here\nnameserver 192.0.2.2\n"), "192.0.2.2:53");
  EXPECT_EQ(first("#nameserver 192.0.2.1\nnameservers 192.0.2.1\n"), "none");
}

}  // namespace
}  // namespace aviary
