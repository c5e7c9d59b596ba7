#include "messages/report_kind.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(ReportKind, NamesLogTypes) {
  EXPECT_EQ(kind_of({4002}), "ssh_login");
  EXPECT_EQ(kind_of(log_types::http_get), "http_get");
  EXPECT_EQ(kind_of(log_types::ssh_key_offered), "ssh_key_offered");
  EXPECT_EQ(kind_of(log_types::bird_silent), "bird_silent");
  EXPECT_EQ(kind_of({1000}), "sensor_started") << "the first of the table";
}

TEST(ReportKind, UnknownTypesStayApart) {
  EXPECT_EQ(kind_of({4003}), "logtype_4003");
  EXPECT_EQ(kind_of({-1}), "logtype_-1");
  EXPECT_EQ(kind_of({INT32_MAX}), "logtype_2147483647");
}

}  // namespace
}  // namespace aviary
