#include "sim/draw/chart_rows.hpp"

#include <gtest/gtest.h>

#include "tests/sim/draw/chart_samples.hpp"

namespace aviary {
namespace {

using samples::at_ms;
using enum samples::lane;

/// The rows as a transcript: what and which, and where an arrow ends that is overtaken.
std::string transcript(const sequence_chart& chart) {
  std::string out;
  for (const auto& row : chart_rows(chart)) {
    if (!out.empty()) out += ", ";
    switch (row.what) {
      case chart_row::kind::wait:
        out += wait_text(row.waited);
        break;
      case chart_row::kind::mark:
        out += mark_text(chart.marks[row.index]);
        break;
      case chart_row::kind::arrival:
        out += "end of " + chart.arrows[row.index].label;
        break;
      case chart_row::kind::sent:
        out += arrow_text(chart.arrows[row.index]);
        if (row.ends_in) out += " >" + std::to_string(*row.ends_in);
        break;
    }
  }
  return out;
}

samples::chart_builder chart() {
  return {"", ""};
}

TEST(ChartRows, FollowTime) {
  EXPECT_EQ(transcript(chart()
                           .goes(5, 6, bird, console, "b")
                           .goes(1, 2, bird, console, "a")
                           .mark(3, bird, samples::kind::note, "m")
                           .chart()),
            "a, m, b");
  EXPECT_EQ(transcript({}), "");
}

TEST(ChartRows, GiveASecondRowToWhatIsOvertaken) {
  EXPECT_EQ(transcript(chart()
                           .goes(0, 10, bird, console, "a")
                           .goes(1, 12, bird, console, "b")
                           .goes(12, 20, console, bird, "c")
                           .chart()),
            "a >2, b >3, end of a, end of b, c");
  EXPECT_EQ(transcript(chart()
                           .goes(0, 10, bird, console, "a")
                           .mark(10, console, samples::kind::stored, "it")
                           .chart()),
            "a, stored: it")
      << "what follows at the instant of the arrival overtakes nothing";
}

TEST(ChartRows, KeepCauseBeforeEffectAtOneInstant) {
  const auto stored = chart()
                          .goes(1, 1, decoy, bird, "touch")
                          .goes(1, 1, bird, decoy, "told")
                          .mark(1, bird, samples::kind::stored, "it")
                          .chart();
  EXPECT_EQ(transcript(stored), "touch, stored: it, told");
  const auto replied = chart()
                           .goes(0, 1, bird, console, "report")
                           .goes(0.5, 1, bird, console, "other")
                           .goes(1, 2, console, bird, "REPLY")
                           .mark(1, console, samples::kind::stored, "both")
                           .mark(1, console, samples::kind::note, "then")
                           .chart();
  EXPECT_EQ(transcript(replied), "report >2, other, end of report, stored: both, then, REPLY");
}

TEST(ChartRows, SayHowLongNothingHappens) {
  EXPECT_EQ(transcript(chart()
                           .mark(0, bird, samples::kind::note, "a")
                           .mark(249, bird, samples::kind::note, "b")
                           .mark(1149, bird, samples::kind::note, "c")
                           .mark(16149, bird, samples::kind::note, "d")
                           .chart()),
            "a, b, 900 ms pass, c, 15 s pass, d");
}

TEST(ChartRows, KnowWhoIsDown) {
  const auto rows = chart_rows(chart()
                                   .mark(0, bird, samples::kind::note, "a")
                                   .mark(1, bird, samples::kind::crash, "")
                                   .mark(2, console, samples::kind::note, "b")
                                   .mark(3, bird, samples::kind::restart, "")
                                   .chart());
  std::string down;
  for (const auto& row : rows) down += row.down[bird] ? 'x' : '-';
  EXPECT_EQ(down, "-xx-");
}

TEST(ChartRows, NameWhatHappens) {
  EXPECT_EQ(mark_text({at_ms(0), 0, "report 7", chart_mark::kind::stored}), "stored: report 7");
  EXPECT_EQ(mark_text({at_ms(0), 0, "crash of disk", chart_mark::kind::crash}), "crash of disk");
  EXPECT_EQ(mark_text({at_ms(0), 0, "", chart_mark::kind::restart}), "restart");
  EXPECT_EQ(mark_text({at_ms(0), 0, "hm", chart_mark::kind::note}), "hm");
  EXPECT_EQ(arrow_text({at_ms(0), {}, 0, 1, "x", "", true}), "x (duplicate)");
  EXPECT_EQ(wait_text(std::chrono::milliseconds(900)), "900 ms pass");
  EXPECT_EQ(wait_text(std::chrono::minutes(20)), "20 min pass");
}

TEST(ChartRowsDeathTest, HaveNoMercyWithOurOwnBugs) {
  auto bad = samples::heartbeats();
  bad.arrows[0].to = 5;
  EXPECT_DEATH(chart_rows(bad), "an arrow goes from lane to lane");
  bad = samples::heartbeats();
  bad.arrows[0].arrived = bad.arrows[0].sent - std::chrono::nanoseconds(1);
  EXPECT_DEATH(chart_rows(bad), "an arrow arrives after it was sent");
  bad = samples::heartbeats();
  bad.marks[0].lane = 9;
  EXPECT_DEATH(chart_rows(bad), "a mark is on a lane");
}

}  // namespace
}  // namespace aviary
