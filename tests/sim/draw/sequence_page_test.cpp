#include "sim/draw/sequence_page.hpp"

#include <gtest/gtest.h>

#include "tests/sim/draw/chart_samples.hpp"
#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using markup::count_of;

std::vector<sequence_page_part> flows() {
  return {{samples::heartbeats(),
           "A bird that nobody touches says every 15 s that it is there. The answer brings a token "
           "that the next heartbeat must carry, so that a recording cannot pretend to be it."},
          {samples::reboot(), "What the console wants waits until the bird speaks."},
          {samples::settings(), "The bird asks for each piece, and for the next one when it came."},
          {samples::fragments(), "A report that is too long for one name is cut in pieces."},
          {samples::retries(), "Nothing is given up: the report stays in the bird's own log."}};
}

TEST(SequencePage, ShowsEachChartAsPictureAndAsText) {
  const auto page = sequence_page("Five flows", "Who says what to whom.", flows());
  samples::leave("sequence_page.html", page);
  EXPECT_EQ(markup::xml_fault(page), "");
  EXPECT_EQ(count_of(page, "<h1>Five flows</h1>"), 1u);
  const auto pictures = markup::pictures(page);
  ASSERT_EQ(pictures.size(), flows().size());
  for (const auto& picture : pictures) EXPECT_EQ(markup::collision(picture), "");
  EXPECT_EQ(count_of(page, "<pre"), flows().size());
  for (const auto& part : flows())
    EXPECT_EQ(count_of(page, "<h2>" + part.chart.title + "</h2>"), 1u);
}

TEST(SequencePage, LinksToItsCharts) {
  const auto page = sequence_page("", "", flows());
  for (int i = 1; i <= 5; ++i) {
    const auto anchor = "chart-" + std::to_string(i) + "\"";
    EXPECT_EQ(count_of(page, "href=\"#" + anchor), 1u);
    EXPECT_EQ(count_of(page, "id=\"" + anchor), 1u);
  }
  EXPECT_EQ(count_of(sequence_page("", "", {flows().front()}), "<nav"), 0u);
}

TEST(SequencePage, EscapesWhatAnAttackerTyped) {
  const auto nasty = samples::nasty_label();
  const auto page = sequence_page(nasty, nasty, {{samples::nasty(), nasty}, {{}, ""}});
  EXPECT_EQ(markup::xml_fault(page), "");
  EXPECT_EQ(count_of(page, "<script"), 0u);
}

}  // namespace
}  // namespace aviary
