#include "actors/report_summary.hpp"

#include <gtest/gtest.h>

#include "messages/report_id.hpp"

namespace aviary {
namespace {

TEST(ReportSummary, TakesWhatCorrelationNeeds) {
  report seen;
  seen.type = log_types::ssh_login;
  seen.src_host = "192.0.2.9";
  seen.dst_port = 22;
  put_logdata(seen, "USERNAME", as_bytes("root"));
  put_logdata(seen, "PASSWORD", as_bytes("hunter2"));
  const wall_time at(std::chrono::seconds(5));
  const auto id = make_report_id({{1}, 2}, {3}, encode(seen));
  const auto summary = summarize(seen, id, "fileserver-02", at);
  EXPECT_EQ(summary.kind, "ssh_login");
  EXPECT_EQ(summary.user, "root");
  EXPECT_EQ(summary.src_host, "192.0.2.9");
  EXPECT_EQ(summary.dst_port, 22);
  EXPECT_EQ(summary.bird_name, "fileserver-02");
  EXPECT_EQ(summary.happened_at, at);
  EXPECT_EQ(summary.id, id);
}

TEST(ReportSummary, HasNoUserWhereNoneWasTyped) {
  EXPECT_EQ(summarize(report{}, {}, "", {}).user, "");
}

}  // namespace
}  // namespace aviary
