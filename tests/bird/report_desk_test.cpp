#include "bird/report_desk.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(ReportDesk, NamesReportsInTheOrderInWhichTheyCame) {
  report_desk desk(boot_id{{7}, 42});
  const auto first = desk.take(report{}, 1);
  const auto second = desk.take(report{}, 2);
  EXPECT_TRUE(first.id.starts_with("00000007-0000002a-00000000-")) << first.id;
  EXPECT_TRUE(second.id.starts_with("00000007-0000002a-00000001-")) << second.id;
}

TEST(ReportDesk, TellsTheWitnessOnce) {
  report_desk desk(boot_id{{7}, 42});
  const auto named = desk.take(report{}, 5);
  EXPECT_EQ(desk.stored(named.id), 5u);
  EXPECT_FALSE(desk.stored(named.id));
  EXPECT_FALSE(desk.stored("00000007-0000002a-00000009-0000000000000000"));
}

TEST(ReportDesk, BoundsWhatWaitsForTheDisk) {
  report_desk desk(boot_id{{7}, 42});
  std::string last;
  for (std::size_t i = 0; i < report_desk::waiting_max; ++i) last = desk.take(report{}, i).id;
  EXPECT_FALSE(desk.has_room());
  desk.stored(last);
  EXPECT_TRUE(desk.has_room());
}

TEST(ReportDesk, KeepsABodyWithinItsRoom) {
  report_desk desk(boot_id{{7}, 42}, report_octets_min);
  report seen;
  put_logdata(seen, "PASSWORD", as_bytes(std::string(65'536, 'x')));
  const auto named = desk.take(seen, 1);
  EXPECT_LE(named.body.size(), report_octets_min);
  EXPECT_TRUE(decode_report(as_bytes(named.body))->truncated);
}

}  // namespace
}  // namespace aviary
