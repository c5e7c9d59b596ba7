#include "actors/incident.hpp"

#include <gtest/gtest.h>

#include "messages/json.hpp"
#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using commands = incident::commands;
using incident_fixture = unit_fixture<incident>;

commands::add_report report_of(std::uint8_t bird, std::uint64_t n) {
  commands::add_report out;
  out.id = incident_id{{0xAB}};
  out.bird = bird_id{{bird}};
  out.n = n;
  out.report.kind = "ssh_login";
  out.report.bird_name = "fileserver-02";
  out.report.user = "</script>";
  return out;
}

std::string names_of(const std::string& transcript) {
  std::string out;
  for (std::size_t at = 0; at < transcript.size(); at = transcript.find('\n', at) + 1)
    out += transcript.substr(at + 7, transcript.find(' ', at + 7) - at - 7) + ' ';
  return out;
}

TEST(Incident, OpensWithOneAlert) {
  incident_fixture unit;
  EXPECT_EQ(names_of(unit.when(report_of(1, 0))), "opened alert_raised report_added raise filed ");
  EXPECT_TRUE(unit.owes());
  EXPECT_EQ(names_of(unit.when(report_of(1, 1))), "report_added filed ");
  EXPECT_EQ(names_of(unit.when(commands::raised{})), "alert_settled ");
  EXPECT_FALSE(unit.owes());
  EXPECT_EQ(unit.when(commands::raised{}), "");
}

TEST(Incident, RaisesTheSameAlertAgainUntilItIsRouted) {
  incident_fixture unit;
  const auto first = unit.when(report_of(1, 0));
  unit.when(report_of(2, 0));
  unit.restart();
  const auto again = unit.when(resume{});
  EXPECT_EQ(names_of(again), "raise ");
  EXPECT_NE(first.find(again), std::string::npos) << again;  // to the letter
  unit.when(commands::raised{});
  unit.restart();
  EXPECT_EQ(unit.when(resume{}), "");
}

TEST(Incident, OwesItsAlertWhereverItsLogWasCut) {
  for (std::size_t kept = 1; kept <= 3; ++kept) {
    incident_fixture unit;
    const auto first = unit.when(report_of(1, 0));
    unit.cut(kept);
    EXPECT_TRUE(unit.owes()) << kept;
    const auto again = unit.when(resume{});
    EXPECT_EQ(names_of(again), "raise ") << kept;
    EXPECT_NE(first.find(again), std::string::npos) << again;
  }
}

TEST(Incident, FilesARepeatWithoutAnEvent) {
  incident_fixture unit;
  unit.when(report_of(1, 0));
  EXPECT_EQ(names_of(unit.when(report_of(1, 0))), "filed ");
}

TEST(Incident, WidensToAnotherBirdWithoutAnotherAlert) {
  incident_fixture unit;
  unit.when(report_of(1, 0));
  EXPECT_EQ(names_of(unit.when(report_of(2, 0))), "widened report_added filed ");
  EXPECT_EQ(names_of(unit.when(report_of(2, 1))), "report_added filed ");
}

TEST(Incident, IsNotWidenedByTheBirdThatOpenedIt) {
  for (const std::size_t kept : {1u, 2u}) {  // a log that was cut within what one append wrote
    incident_fixture unit;
    unit.when(report_of(1, 0));
    unit.cut(kept);
    EXPECT_EQ(names_of(unit.when(report_of(1, 0))), "report_added filed ") << kept;
  }
}

TEST(Incident, IsAcknowledgedOnce) {
  incident_fixture unit;
  EXPECT_EQ(unit.when(commands::acknowledge{"ada"}), "");  // nothing was opened
  unit.when(report_of(1, 0));
  EXPECT_EQ(names_of(unit.when(commands::acknowledge{"ada"})), "acknowledged ");
  EXPECT_EQ(unit.when(commands::acknowledge{"bob"}), "");
  EXPECT_EQ(unit.state().acknowledged_by, "ada");
}

TEST(Incident, IsClosedOnceAndSaysSoToTheDeskEachTime) {
  incident_fixture unit;
  EXPECT_EQ(names_of(unit.when(commands::close{{{{1}}, "ada"}})), "close_taken ") << "no such one";
  unit.when(report_of(1, 0));
  EXPECT_EQ(names_of(unit.when(commands::close{{{{1}}, "ada"}})), "closed close_taken ");
  EXPECT_EQ(names_of(unit.when(commands::close{{{{1}}, "bob"}})), "close_taken ");
  EXPECT_EQ(unit.state().closed_by, "ada");
}

TEST(Incident, TakesAReportThatWasOnItsWayWhenItWasClosed) {
  incident_fixture unit;
  unit.when(report_of(1, 0));
  unit.when(commands::close{{{{1}}, "ada"}});
  EXPECT_EQ(names_of(unit.when(report_of(1, 1))), "report_added filed ");
}

TEST(Incident, KeepsNotesUpToALimit) {
  incident_fixture unit;
  EXPECT_EQ(unit.when(commands::note{"ada", "too early"}), "") << "nothing was opened";
  unit.when(report_of(1, 0));
  for (std::size_t i = 0; i < incident::notes_max; ++i)
    EXPECT_EQ(names_of(unit.when(commands::note{"ada", "seen"})), "noted ");
  EXPECT_EQ(unit.when(commands::note{"ada", "one too many"}), "");
}

TEST(Incident, AlertIsJsonWhateverWasTyped) {
  incident::events::opened opened;
  opened.report.user = "\"}\n</script>";
  const auto parsed = parse_json(alert_body(opened));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(find_text(parsed->get_object(), "user"), "\"}\n</script>");
}

}  // namespace
}  // namespace aviary
