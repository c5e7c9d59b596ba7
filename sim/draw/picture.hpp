#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What all pictures have in common: colours, fonts and the few SVG elements that they are made of.
// A picture is well-formed XML, stands alone, and follows the reader's light or dark scheme by
// itself. The colours are those of Okabe and Ito (Color Universal Design, 2008), told apart by
// people who see fewer colours than others; each comes with a style of line or a word besides.
// Text is always in the colours for text, which are readable on the paper (WCAG 2.2, 4.5 to 1).

namespace aviary {

/// Sizes of letters, in pixels of the picture.
constexpr double title_px = 16;
constexpr double label_px = 13;
constexpr double small_px = 11;

/// No common monospaced font is wider than this share of its size.
constexpr double column_share = 0.61;

/// The width that so many columns take at most, and how many fit (at least one).
double text_width(std::size_t columns, double px);
std::size_t columns_within(double width, double px);

/// The custom properties of the colours for `selector`, light, dark and for paper.
std::string colours_css(std::string_view selector);

/// The head of an SVG picture: its name and description for those who do not see it, its style,
/// its paper. Name and description are drawn text, not yet escaped. To a screen reader a `group` is
/// its texts, one after the other, an `img` its name and description alone.
std::string svg_head(double width, double height, std::string_view title, std::string_view desc,
                     std::string_view role = "group");

struct svg_point {
  double x = 0, y = 0;
};

enum class text_anchor { start, middle, end };

/// One line of drawn text; `style` are classes: title, small, soft, strong.
std::string svg_text(svg_point at, std::string_view text, std::string_view style = "",
                     text_anchor anchor = text_anchor::start);
std::string svg_line(svg_point from, svg_point to, std::string_view style);
/// A polygon, from the points as SVG wants them.
std::string svg_polygon(std::string_view points, std::string_view style);
/// "x,y", with a blank before it.
std::string svg_place(svg_point at);

}  // namespace aviary
