#include "sim/load/delivery_check.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

class DeliveryCheck : public testing::Test {
 protected:
  void take(const std::string& text) {
    const auto line = parse_json(text);
    ASSERT_TRUE(line) << text;
    check_.take(line->get_object());
  }
  void accept(const std::string& id, const std::string& bird, int n) {
    take(R"({"type":"report_accepted","payload":{"bird":")" + bird + R"(","n":)" +
         std::to_string(n) + R"(,"id":")" + id + R"("}})");
  }
  void add(const std::string& bird, int n) {
    take(R"({"type":"report_added","payload":{"id":"f0","bird":")" + bird + R"(","n":)" +
         std::to_string(n) + "}}");
  }

  delivery_check check_;
};

TEST_F(DeliveryCheck, EachReportOnceInOneIncident) {
  accept("r1", "aa", 0);
  accept("r2", "bb", 0);
  accept("r3", "aa", 1);
  add("aa", 1);
  add("bb", 0);
  add("aa", 0);
  const auto told = check_.about({"r1", "r2", "r3"});
  EXPECT_TRUE(told.exactly_once());
  EXPECT_EQ(told.accepted, 3u);
}

TEST_F(DeliveryCheck, SeesALoss) {
  accept("r1", "aa", 0);
  add("aa", 0);
  const auto told = check_.about({"r1", "r2"});
  EXPECT_EQ(told.lost, 1u);
  EXPECT_EQ(told.accepted, 1u);
  EXPECT_FALSE(told.exactly_once());
}

TEST_F(DeliveryCheck, SeesAReportThatWasAcceptedTwice) {
  accept("r1", "aa", 0);
  accept("r1", "aa", 1);
  add("aa", 0);
  const auto told = check_.about({"r1"});
  EXPECT_EQ(told.twice, 1u);
  EXPECT_EQ(told.accepted, 2u);
  EXPECT_FALSE(told.exactly_once());
}

TEST_F(DeliveryCheck, SeesAReportWithoutAnIncidentAndOneWithTwo) {
  accept("r1", "aa", 0);
  accept("r2", "bb", 0);
  add("bb", 0);
  add("bb", 0);
  const auto told = check_.about({"r1", "r2"});
  EXPECT_EQ(told.without_incident, 1u);
  EXPECT_EQ(told.in_two_incidents, 1u);
  EXPECT_FALSE(told.exactly_once());
}

TEST_F(DeliveryCheck, PassesOverWhatIsSomebodyElses) {
  accept("r1", "aa", 0);
  add("aa", 0);
  accept("not ours", "cc", 0);
  take(R"({"type":"opened","payload":{"bird":"aa"}})");
  take(R"({"type":"report_filed","payload":{"n":0}})");
  take(R"({"type":"report_added","payload":"retired 00"})");
  take("{}");
  EXPECT_TRUE(check_.about({"r1"}).exactly_once());
}

}  // namespace
}  // namespace aviary
