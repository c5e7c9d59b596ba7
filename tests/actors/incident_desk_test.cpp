#include "actors/incident_desk.hpp"

#include <gtest/gtest.h>

#include <set>

#include "messages/hex.hpp"
#include "messages/report_id.hpp"
#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using commands = incident_desk::commands;
using desk_fixture = unit_fixture<incident_desk>;

const std::string some_source = "192.0.2.9";

struct touch {
  std::uint8_t bird = 1;
  std::uint64_t n = 0;
  int second = 0;
  std::string source = some_source;
  std::string kind = "ssh_login";
  std::uint64_t settled = 0;
};

commands::file file_of(const touch& one) {
  commands::file out;
  out.bird = bird_id{{one.bird}};
  out.n = one.n;
  out.settled = one.settled;
  const auto body = std::to_string(one.bird) + "." + std::to_string(one.n);
  out.report.id =
      make_report_id({{1}, one.bird}, {static_cast<std::uint32_t>(one.n)}, as_bytes(body));
  out.report.kind = one.kind;
  out.report.src_host = one.source;
  out.report.happened_at = wall_time(std::chrono::seconds(10'000 + one.second));
  return out;
}

/// The incident that the desk sends the report to.
std::string assign(desk_fixture& desk, const touch& one) {
  const auto transcript = desk.when(file_of(one));
  const auto at = transcript.find("add_report {\"incident\":\"");
  EXPECT_NE(at, std::string::npos) << transcript;
  return transcript.substr(at + 24, 32);
}

TEST(IncidentDesk, JoinsWhatComesWithinAMinuteOfQuiet) {
  desk_fixture desk;
  const auto first = assign(desk, {.n = 0, .second = 0});
  EXPECT_EQ(assign(desk, {.n = 1, .second = 60}), first);
  EXPECT_EQ(assign(desk, {.n = 2, .second = 120}), first);  // the window moves with its reports
  EXPECT_NE(assign(desk, {.n = 3, .second = 181}), first);
}

TEST(IncidentDesk, ReckonsByWhenItHappenedNotWhenItCame) {
  desk_fixture desk;
  const auto late = assign(desk, {.n = 1, .second = 1000});
  const auto early = assign(desk, {.n = 0, .second = 0});
  EXPECT_NE(early, late);
  EXPECT_EQ(assign(desk, {.n = 2, .second = 30}), early);
  EXPECT_EQ(assign(desk, {.n = 3, .second = 970}), late);
}

TEST(IncidentDesk, KeepsKindsAndSourcesOfOneBirdApart) {
  desk_fixture desk;
  std::set<std::string> incidents;
  incidents.insert(assign(desk, {.n = 0}));
  incidents.insert(assign(desk, {.n = 1, .source = "192.0.2.10"}));
  incidents.insert(assign(desk, {.n = 2, .kind = "http_login"}));
  EXPECT_EQ(incidents.size(), 3u);
}

TEST(IncidentDesk, WidensTheOldestOpenIncidentOfASource) {
  desk_fixture desk;
  const auto first = assign(desk, {.bird = 1, .n = 0, .second = 0});
  EXPECT_EQ(assign(desk, {.bird = 2, .n = 0, .second = 50, .kind = "http_login"}), first);
  EXPECT_EQ(assign(desk, {.bird = 3, .n = 0, .second = 100}), first);  // by way of bird 2
  EXPECT_NE(assign(desk, {.bird = 4, .n = 0, .second = 300}), first);
}

TEST(IncidentDesk, NeverWidensWhatHasNoSource) {
  desk_fixture desk;
  const auto first = assign(desk, {.bird = 1, .n = 0, .source = "", .kind = "bird_silent"});
  EXPECT_NE(assign(desk, {.bird = 2, .n = 0, .source = "", .kind = "bird_silent"}), first);
}

incident_id id_of_text(const std::string& text) {
  return *octets_from_hex<incident_id>(text);
}

TEST(IncidentDesk, OpensAnotherBehindOneThatWasClosed) {
  desk_fixture desk;
  const auto first = assign(desk, {.n = 0, .second = 0});
  assign(desk, {.bird = 2, .n = 0, .second = 1});
  desk.when(commands::close{{{id_of_text(first), "ada"}, some_source}});
  const auto second = assign(desk, {.n = 1, .second = 2});
  EXPECT_NE(second, first);
  EXPECT_EQ(assign(desk, {.bird = 2, .n = 1, .second = 3}), second) << "a window of the other bird";
  EXPECT_EQ(assign(desk, {.n = 0, .second = 0}), first) << "it was given to it before";
}

TEST(IncidentDesk, ClosesNoOther) {
  desk_fixture desk;
  const auto first = assign(desk, {.n = 0, .second = 0});
  const auto other = assign(desk, {.n = 1, .second = 0, .kind = "http_login"});
  desk.when(commands::close{{{id_of_text(other), "ada"}, some_source}});
  EXPECT_EQ(assign(desk, {.n = 2, .second = 1}), first);
}

TEST(IncidentDesk, OwesWhatWasClosedUntilTheIncidentHasIt) {
  desk_fixture desk;
  const incident_id closed{{7}};
  EXPECT_NE(desk.when(commands::close{{{closed, "ada"}, some_source}}).find("effect close "),
            std::string::npos);
  EXPECT_TRUE(desk.owes());
  EXPECT_TRUE(desk.when(resume{}).starts_with("effect close ")) << "the console died meanwhile";
  EXPECT_TRUE(
      desk.when(commands::close{{{closed, "bob"}, some_source}}).starts_with("effect close "))
      << "no second event";
  desk.when(commands::closed{closed});
  EXPECT_FALSE(desk.owes());
  EXPECT_EQ(desk.when(commands::closed{closed}), "");
}

TEST(IncidentDesk, AnswersARepeatFromState) {
  desk_fixture desk;
  const auto first = assign(desk, {.n = 0, .second = 0});
  assign(desk, {.n = 1, .second = 100});
  desk.restart();
  EXPECT_FALSE(desk.when(file_of({.n = 0, .second = 0})).starts_with("event"));
  EXPECT_EQ(assign(desk, {.n = 0, .second = 0}), first);
}

TEST(IncidentDesk, ForgetsWhatTheSessionSettled) {
  desk_fixture desk;
  for (std::uint64_t n = 0; n < 100; ++n) assign(desk, {.n = n, .settled = n > 3 ? n - 3 : 0});
  EXPECT_EQ(desk.state().unsettled.at(bird_id{{1}}).size(), 4u);
}

TEST(IncidentDesk, NamesAnIncidentAfterItsOpeningReport) {
  desk_fixture one, other;
  assign(other, {.bird = 9, .n = 7, .source = "198.51.100.1"});
  EXPECT_EQ(assign(one, {.n = 0}), assign(other, {.n = 0}));
}

TEST(IncidentDesk, SweepsOldWindows) {
  desk_fixture desk;
  assign(desk, {.n = 0, .second = 0, .source = "old"});
  const int month = 31 * 86'400;
  for (std::uint64_t n = 1; n < 3 * incident_desk::reports_per_sweep / 2; ++n)
    desk.when(file_of({.n = n, .second = month, .settled = n}));
  EXPECT_EQ(desk.state().windows.size(), 1u);
}

}  // namespace
}  // namespace aviary
