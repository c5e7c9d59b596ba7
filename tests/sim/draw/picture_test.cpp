#include "sim/draw/picture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "tests/sim/draw/markup_under_test.hpp"

namespace aviary {
namespace {

// -- contrast, as WCAG 2.2 reckons it -----------------------------------------------------------

double linear(const std::string& hex) {
  const auto share = static_cast<double>(std::strtol(hex.c_str(), nullptr, 16)) / 255;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(const std::string& css, const std::string& name) {
  const auto at = css.find("--" + name + ":#") + name.size() + 4;
  return 0.2126 * linear(css.substr(at, 2)) + 0.7152 * linear(css.substr(at + 2, 2)) +
         0.0722 * linear(css.substr(at + 4, 2));
}

double contrast(const std::string& css, const std::string& one, const std::string& other) {
  const auto [low, high] = std::minmax({luminance(css, one), luminance(css, other)});
  return (high + 0.05) / (low + 0.05);
}

TEST(Picture, IsReadableInBothSchemes) {
  const auto css = colours_css(".pic");
  const auto dark = css.find("@media");
  ASSERT_NE(dark, css.npos);
  for (const auto& scheme : {css.substr(0, dark), css.substr(dark)}) {
    for (const auto* text : {"ink", "soft"})
      for (const auto* ground : {"paper", "band"})
        EXPECT_GE(contrast(scheme, text, ground), 4.5) << text << " on " << ground << scheme;
    for (const auto* line : {"c1", "c2", "c3", "c4", "lane"})
      EXPECT_GE(contrast(scheme, line, "paper"), 3) << line << scheme;
  }
}

TEST(Picture, WritesItsElements) {
  EXPECT_EQ(svg_text({1, 2.25}, "a<b"), "<text x=\"1\" y=\"2.2\">a&lt;b</text>\n");
  EXPECT_EQ(svg_text({1, 2}, "a", "small", text_anchor::end),
            "<text x=\"1\" y=\"2\" class=\"small\" text-anchor=\"end\">a</text>\n");
  EXPECT_EQ(svg_line({1, 2}, {3, 4}, "lane"),
            "<line x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\" class=\"lane\"/>\n");
  EXPECT_EQ(svg_polygon(svg_place({1, 2}) + svg_place({3, 4}), "f1"),
            "<polygon points=\" 1,2 3,4\" class=\"f1\"/>\n");
}

TEST(Picture, StandsAlone) {
  const auto svg = svg_head(10, 20, "a & b", "<c>") + "</svg>\n";
  EXPECT_EQ(markup::xml_fault(svg), "");
  EXPECT_EQ(markup::count_of(svg, "<title>a &amp; b</title>\n<desc>&lt;c&gt;</desc>"), 1u);
  EXPECT_EQ(markup::count_of(svg, "viewBox=\"0 0 10 20\""), 1u);
}

TEST(Picture, MeasuresText) {
  EXPECT_GT(text_width(10, label_px), 10 * label_px * 0.6);
  EXPECT_EQ(columns_within(text_width(10, label_px) + 0.1, label_px), 10u);
  EXPECT_EQ(columns_within(-5, label_px), 1u);
}

}  // namespace
}  // namespace aviary
