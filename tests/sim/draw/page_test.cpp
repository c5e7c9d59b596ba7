#include "sim/draw/page.hpp"

#include <gtest/gtest.h>

#include "tests/sim/draw/markup_under_test.hpp"

namespace aviary {
namespace {

TEST(Page, StandsAlone) {
  const auto page = html_page("a & <b>\xff", "<p>x</p>\n");
  EXPECT_EQ(markup::xml_fault(page), "");
  EXPECT_EQ(markup::count_of(page, "<title>a &amp; &lt;b&gt;\\xff</title>"), 1u);
  EXPECT_EQ(markup::count_of(page, "default-src &#39;none&#39;"), 1u);
  for (const auto* network : {"<script", "src=", "url(", "@import", "<link"})
    EXPECT_EQ(markup::count_of(page, network), 0u) << network;
}

TEST(Page, FollowsTheReader) {
  const auto page = html_page("", "");
  for (const auto* wish : {"prefers-color-scheme:dark", "@media print", "width=device-width",
                           "lang=\"en\"", "color-scheme:light dark"})
    EXPECT_EQ(markup::count_of(page, wish), 1u) << wish;
}

TEST(Page, EscapesText) {
  EXPECT_EQ(html_text("<i>\x01"), "&lt;i&gt;\\x01");
}

}  // namespace
}  // namespace aviary
