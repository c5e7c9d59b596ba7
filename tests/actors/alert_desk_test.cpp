#include "actors/alert_desk.hpp"

#include <gtest/gtest.h>

#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using commands = alert_desk::commands;
using desk_fixture = unit_fixture<alert_desk>;

const incident_id some_incident{{0xAB}};
const std::string some_alert = "ab000000000000000000000000000000.webhook-1";

TEST(AlertDesk, RoutesOneAlertToEachChannel) {
  desk_fixture desk;
  desk.when(commands::add_channel{"webhook-1", "http://127.0.0.1/a", {}});
  desk.when(commands::add_channel{"webhook-2", "http://127.0.0.1/b", {}});
  EXPECT_EQ(
      desk.when(commands::raise{some_incident, "{}"}),
      R"(event  alert_routed {"incident":"ab000000000000000000000000000000","channels":["webhook-1","webhook-2"],"body":"{}"}
effect enqueue {"channel":"webhook-1","alert":"ab000000000000000000000000000000.webhook-1","body":"{}"}
effect enqueue {"channel":"webhook-2","alert":"ab000000000000000000000000000000.webhook-2","body":"{}"}
effect raised {"incident":"ab000000000000000000000000000000"}
)");
  EXPECT_TRUE(desk.owes());
  desk.when(commands::queued{some_alert});
  EXPECT_TRUE(desk.owes());
  desk.when(commands::queued{"ab000000000000000000000000000000.webhook-2"});
  EXPECT_FALSE(desk.owes());
}

TEST(AlertDesk, RoutesAnIncidentOnce) {
  desk_fixture desk;
  desk.when(commands::add_channel{"webhook-1", "http://127.0.0.1/a", {}});
  desk.when(commands::raise{some_incident, "{}"});
  desk.when(commands::add_channel{"webhook-2", "http://127.0.0.1/b", {}});
  EXPECT_EQ(desk.when(commands::raise{some_incident, "{}"}),
            "effect raised {\"incident\":\"ab000000000000000000000000000000\"}\n");
}

TEST(AlertDesk, OwesUntilTheQueueHasIt) {
  desk_fixture desk;
  desk.when(commands::add_channel{"webhook-1", "http://127.0.0.1/a", {}});
  desk.when(commands::raise{some_incident, "{}"});
  desk.restart();
  EXPECT_EQ(desk.when(resume{}), "effect enqueue {\"channel\":\"webhook-1\",\"alert\":\"" +
                                     some_alert + "\",\"body\":\"{}\"}\n");
  desk.when(commands::queued{some_alert});
  desk.restart();
  EXPECT_EQ(desk.when(resume{}), "");
}

TEST(AlertDesk, SettlesAnIncidentWithoutAnyChannel) {
  desk_fixture desk;
  EXPECT_NE(desk.when(commands::raise{some_incident, "{}"}).find("effect raised"),
            std::string::npos);
  EXPECT_FALSE(desk.owes());
}

TEST(AlertDesk, TestsOneChannelOnly) {
  desk_fixture desk;
  desk.when(commands::add_channel{"webhook-1", "http://127.0.0.1/a", {}});
  desk.when(commands::add_channel{"webhook-2", "http://127.0.0.1/b", {}});
  const auto transcript = desk.when(commands::test_channel{"webhook-2", some_incident, "{}"});
  EXPECT_EQ(transcript.find("webhook-1"), std::string::npos) << transcript;
  EXPECT_EQ(transcript.find("effect raised"), std::string::npos) << transcript;
}

}  // namespace
}  // namespace aviary
