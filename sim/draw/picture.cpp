#include "sim/draw/picture.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr std::string_view light_colours =
    "--paper:#ffffff;--ink:#1b1f24;--soft:#57606a;--lane:#6e7781;--grid:#d8dee4;--band:#f3f5f7;"
    "--c1:#0072b2;--c2:#d55e00;--c3:#009e73;--c4:#b8518e;";
constexpr std::string_view dark_colours =
    "--paper:#14181d;--ink:#e8ecf0;--soft:#a9b3bd;--lane:#8b96a1;--grid:#333b44;--band:#1f252c;"
    "--c1:#56b4e9;--c2:#e69f00;--c3:#1fbf92;--c4:#cc79a7;";

constexpr std::string_view elements_css =
    ".pic text{font:13px 'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace;"
    "fill:var(--ink);white-space:pre}"
    ".pic .title{font-size:16px;font-weight:700}"
    ".pic .small{font-size:11px}.pic .soft{fill:var(--soft)}.pic .strong{font-weight:700}"
    ".pic .paper{fill:var(--paper)}.pic .band{fill:var(--band);stroke:var(--lane)}"
    ".pic .ink{fill:var(--ink);stroke:var(--ink)}"
    ".pic .open{fill:var(--paper);stroke:var(--ink);stroke-width:1.6}"
    ".pic .line,.pic .lane,.pic .axis,.pic .grid{fill:none}"
    ".pic .line{stroke-width:2;stroke-linejoin:round}"
    ".pic .bold{stroke:var(--ink);stroke-width:3;fill:none}"
    ".pic .lane{stroke:var(--lane);stroke-width:1.5}"
    ".pic .down{stroke-dasharray:3 6}.pic .wait{stroke-dasharray:1.5 4}"
    ".pic .axis{stroke:var(--lane)}.pic .grid{stroke:var(--grid)}"
    ".pic .c1{stroke:var(--c1)}.pic .c2{stroke:var(--c2)}"
    ".pic .c3{stroke:var(--c3)}.pic .c4{stroke:var(--c4)}"
    ".pic .f1{fill:var(--c1)}.pic .f2{fill:var(--c2)}.pic .f3{fill:var(--c3)}"
    ".pic .f4{fill:var(--c4)}"
    ".pic .d2{stroke-dasharray:7 4}.pic .d3{stroke-dasharray:2 3}"
    ".pic .d4{stroke-dasharray:9 3 2 3}";

std::string_view anchor_word(text_anchor anchor) {
  constexpr std::array<std::string_view, 3> words{"start", "middle", "end"};
  return words[static_cast<std::size_t>(anchor)];
}

/// name="value" of each, in front of which stands a blank.
std::string attributes(std::initializer_list<std::pair<std::string_view, std::string>> all) {
  std::string out;
  for (const auto& [name, value] : all)
    if (!value.empty()) out += " " + std::string(name) + "=\"" + xml_escape(value) + "\"";
  return out;
}

}  // namespace

double text_width(std::size_t columns, double px) {
  return static_cast<double>(columns) * px * column_share;
}

std::size_t columns_within(double width, double px) {
  return static_cast<std::size_t>(std::max(1.0, width / (px * column_share)));
}

std::string colours_css(std::string_view selector) {
  const auto rule = [&](std::string_view colours) {
    return std::string(selector) + "{" + std::string(colours) + "}";
  };
  return rule(light_colours) + "@media screen and (prefers-color-scheme:dark){" +
         rule(dark_colours) + "}";
}

std::string svg_head(double width, double height, std::string_view title, std::string_view desc,
                     std::string_view role) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pic\"" +
         attributes({{"role", std::string(role)},
                     {"width", pixels(width)},
                     {"height", pixels(height)},
                     {"viewBox", "0 0 " + pixels(width) + " " + pixels(height)}}) +
         ">\n<title>" + xml_escape(title) + "</title>\n<desc>" + xml_escape(desc) +
         "</desc>\n<style>" + colours_css(".pic") + std::string(elements_css) +
         "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
}

std::string svg_text(svg_point at, std::string_view text, std::string_view style,
                     text_anchor anchor) {
  return "<text" +
         attributes(
             {{"x", pixels(at.x)},
              {"y", pixels(at.y)},
              {"class", std::string(style)},
              {"text-anchor",
               anchor == text_anchor::start ? std::string{} : std::string(anchor_word(anchor))}}) +
         ">" + xml_escape(text) + "</text>\n";
}

std::string svg_line(svg_point from, svg_point to, std::string_view style) {
  return "<line" +
         attributes({{"x1", pixels(from.x)},
                     {"y1", pixels(from.y)},
                     {"x2", pixels(to.x)},
                     {"y2", pixels(to.y)},
                     {"class", std::string(style)}}) +
         "/>\n";
}

std::string svg_polygon(std::string_view points, std::string_view style) {
  return "<polygon" + attributes({{"points", std::string(points)}, {"class", std::string(style)}}) +
         "/>\n";
}

std::string svg_place(svg_point at) {
  return " " + pixels(at.x) + "," + pixels(at.y);
}

}  // namespace aviary
