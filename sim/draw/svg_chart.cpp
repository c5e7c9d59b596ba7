#include "sim/draw/svg_chart.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "sim/draw/chart_geometry.hpp"
#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"
#include "sim/draw/picture.hpp"

namespace aviary {
namespace {

constexpr double glyph = 6;  // half of a mark's size
constexpr double legend_line = 20;
constexpr double sample = 34;  // length of a line in the legend

class svg_painter {
 public:
  explicit svg_painter(const sequence_chart& chart)
      : chart_(chart), rows_(chart_rows(chart)), shape_(measure_chart(chart, rows_)) {}

  std::string paint() {
    paint_lanes();
    for (std::size_t i = 0; i < rows_.size(); ++i) paint_lines(i);
    for (std::size_t i = 0; i < rows_.size(); ++i) paint_texts(i);
    paint_title();
    paint_names(shape_.names_y);
    if (shape_.repeats_names) paint_names(shape_.lanes_end);
    if (rows_.empty())
      out_ += svg_text({chart_margin, shape_.lanes_end - 4}, "nothing happened", "soft");
    const auto end = paint_legend();
    const auto name = chart_.title.empty() ? "Sequence chart" : drawn(chart_.title);
    return svg_head(shape_.width, end, name, description()) + out_ + "</svg>\n";
  }

 private:
  double x_of(std::size_t lane) const { return shape_.lane_x[lane]; }

  std::string description() const {
    return drawn(chart_.subtitle) + (chart_.subtitle.empty() ? "" : ". ") +
           "Time runs down the page. " + counted(chart_.lanes.size()) + " lanes, " +
           counted(chart_.arrows.size()) + " arrows, " + counted(chart_.marks.size()) +
           " marks, in the order in which they happen.";
  }

  void paint_title() {
    double y = chart_margin;
    for (const auto& line : shape_.title) out_ += svg_text({chart_margin, y += 22}, line, "title");
    for (const auto& line : shape_.subtitle)
      out_ += svg_text({chart_margin, y += 18}, line, "soft");
  }

  // -- lanes ------------------------------------------------------------------------------------

  void paint_names(double y) {
    for (std::size_t i = 0; i < chart_.lanes.size(); ++i) {
      const auto half = shape_.name_width[i] / 2;
      out_ += "<rect class=\"band\" rx=\"4\" x=\"" + pixels(x_of(i) - half) + "\" y=\"" +
              pixels(y) + "\" width=\"" + pixels(2 * half) + "\" height=\"" +
              pixels(chart_name_height) + "\"/>\n";
      out_ += svg_text({x_of(i), y + 18}, shape_.names[i], "strong", text_anchor::middle);
    }
  }

  /// A lane is dashed while its node is down, and dotted where time is left out.
  void paint_lanes() {
    for (std::size_t lane = 0; lane < chart_.lanes.size(); ++lane) {
      double y = shape_.names_y + chart_name_height;
      bool down = false;
      const auto draw_to = [&](double end, std::string_view style) {
        if (end > y) out_ += svg_line({x_of(lane), y}, {x_of(lane), end}, style);
        y = end;
      };
      const auto style = [&] { return down ? "lane down" : "lane"; };
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].what == chart_row::kind::wait) {
          draw_to(shape_.rows[i].top, style());
          draw_to(shape_.rows[i].top + shape_.rows[i].height, down ? "lane down" : "lane wait");
        } else if (rows_[i].down[lane] != down) {
          draw_to(shape_.rows[i].anchor, style());
          down = rows_[i].down[lane];
        }
      }
      draw_to(shape_.lanes_end, style());
    }
  }

  // -- arrows and marks -------------------------------------------------------------------------

  void paint_lines(std::size_t i) {
    const auto& row = rows_[i];
    if (row.what == chart_row::kind::mark) {
      const auto& mark = chart_.marks[row.index];
      paint_glyph(mark.what, {x_of(mark.lane), shape_.rows[i].anchor});
    } else if (row.what == chart_row::kind::sent) {
      const auto& arrow = chart_.arrows[row.index];
      out_ += "<g><title>" + xml_escape(tooltip(arrow)) + "</title>\n";
      paint_arrow(arrow, shape_.rows[i].anchor, end_of(i));
      out_ += "</g>\n";
    }
  }

  /// Where a sent arrow is at its end.
  double end_of(std::size_t i) const {
    const auto& row = rows_[i];
    if (row.ends_in) return shape_.rows[*row.ends_in].anchor;
    const auto& arrow = chart_.arrows[row.index];
    const bool takes_time = !arrow.arrived || *arrow.arrived > arrow.sent;
    return shape_.rows[i].anchor + (takes_time ? chart_slant : 0);
  }

  std::string tooltip(const chart_arrow& arrow) const {
    const auto way = drawn(chart_.lanes[arrow.from]) + " to " + drawn(chart_.lanes[arrow.to]);
    if (!arrow.arrived) return way + ": lost on the way";
    return way + ": arrives after " + clock_text(*arrow.arrived - arrow.sent);
  }

  void paint_arrow(const chart_arrow& arrow, double y, double end_y) {
    const std::string style = !arrow.arrived    ? "line c2 d2"
                              : arrow.duplicate ? "line c4 d3"
                                                : "line c1";
    const auto from = x_of(arrow.from);
    if (arrow.from == arrow.to) return paint_loop(arrow, y, std::max(end_y, y + 10), style);
    const auto to = x_of(arrow.to);
    const svg_point start{from, y};
    const svg_point end{to, end_y};
    if (!arrow.arrived) {
      const svg_point half{(from + to) / 2, y + chart_slant / 2};
      out_ += svg_line(start, half, style);
      paint_cross(half);
      return;
    }
    const auto fill = arrow.duplicate ? "f4" : "f1";
    out_ += svg_line(start, end, style);
    paint_head(start, end, fill);
    if (end_y > y + chart_slant)
      out_ += "<circle class=\"" + std::string(fill) + "\" cx=\"" + pixels(start.x) + "\" cy=\"" +
              pixels(start.y) + "\" r=\"3.5\"/>\n";
  }

  void paint_loop(const chart_arrow& arrow, double y, double end_y, std::string_view style) {
    const auto x = x_of(arrow.from);
    const svg_point corner{x + shape_.loop, y};
    const svg_point low{x + shape_.loop, end_y};
    out_ += svg_line({x, y}, corner, style) + svg_line(corner, low, style);
    if (!arrow.arrived) return paint_cross(low);
    out_ += svg_line(low, {x, end_y}, style);
    paint_head(low, {x, end_y}, arrow.duplicate ? "f4" : "f1");
  }

  void paint_head(svg_point from, svg_point to, std::string_view style) {
    const auto length = std::hypot(to.x - from.x, to.y - from.y);
    const auto dx = (to.x - from.x) / length;
    const auto dy = (to.y - from.y) / length;
    const auto corner = [&](double back, double aside) {
      return svg_place({to.x - back * dx - aside * dy, to.y - back * dy + aside * dx});
    };
    out_ += svg_polygon(corner(1, 0) + corner(11, 5) + corner(11, -5), style);
  }

  void paint_cross(svg_point at, double half = glyph) {
    out_ += svg_line({at.x - half, at.y - half}, {at.x + half, at.y + half}, "bold");
    out_ += svg_line({at.x - half, at.y + half}, {at.x + half, at.y - half}, "bold");
  }

  void paint_circle(svg_point at, double radius) {
    out_ += "<circle class=\"open\" cx=\"" + pixels(at.x) + "\" cy=\"" + pixels(at.y) + "\" r=\"" +
            pixels(radius) + "\"/>\n";
  }

  void paint_glyph(chart_mark::kind what, svg_point at) {
    const auto [x, y] = at;
    switch (what) {
      case chart_mark::kind::note:
        return paint_circle(at, 4);
      case chart_mark::kind::stored:
        out_ += "<rect class=\"ink\" x=\"" + pixels(x - glyph) + "\" y=\"" + pixels(y - glyph) +
                "\" width=\"12\" height=\"12\"/>\n";
        return;
      case chart_mark::kind::crash:
        return paint_cross(at, glyph + 2);
      case chart_mark::kind::restart:
        out_ += svg_polygon(svg_place({x, y - glyph - 2}) + svg_place({x + glyph + 2, y + glyph}) +
                                svg_place({x - glyph - 2, y + glyph}),
                            "open");
        return;
      case chart_mark::kind::timer:
        paint_circle(at, glyph + 1);
        out_ += svg_line({x, y}, {x, y - 5}, "lane") + svg_line({x, y}, {x + 4, y + 2}, "lane");
        return;
    }
  }

  // -- texts ------------------------------------------------------------------------------------

  void paint_texts(std::size_t i) {
    const auto& row = shape_.rows[i];
    if (!row.clock.empty())
      out_ +=
          svg_text({shape_.clock_end, row.anchor + 4}, row.clock, "small soft", text_anchor::end);
    for (const auto& line : row.texts) {
      paint_blank(line);
      out_ += svg_text(line.at, line.text, line.style, line.anchor);
    }
  }

  /// Takes away what runs behind a text.
  void paint_blank(const placed_text& line) {
    const auto width = text_width(drawn_columns(line.text), line.px) + 4;
    const auto left = line.anchor == text_anchor::start ? line.at.x - 2
                      : line.anchor == text_anchor::end ? line.at.x - width + 2
                                                        : line.at.x - width / 2;
    out_ += "<rect class=\"paper\" x=\"" + pixels(left) + "\" y=\"" +
            pixels(line.at.y - line.px + 1) + "\" width=\"" + pixels(width) + "\" height=\"" +
            pixels(line.px + 2) + "\"/>\n";
  }

  // -- legend -----------------------------------------------------------------------------------

  struct legend_item {
    std::string text;
    std::string line_style;  // empty: a mark
    chart_mark::kind mark{};
    bool arrives = true;
  };

  std::vector<legend_item> legend_items() const {
    std::vector<legend_item> items;
    const auto any = [&](auto which) {
      return std::any_of(chart_.arrows.begin(), chart_.arrows.end(), which);
    };
    if (any([](const auto& arrow) { return arrow.arrived && !arrow.duplicate; }))
      items.push_back({"arrives", "line c1", {}, true});
    if (any([](const auto& arrow) { return !arrow.arrived; }))
      items.push_back({"lost on the way", "line c2 d2", {}, false});
    if (any([](const auto& arrow) { return arrow.arrived && arrow.duplicate; }))
      items.push_back({"the same again", "line c4 d3", {}, true});
    std::set<chart_mark::kind> kinds;
    for (const auto& mark : chart_.marks) kinds.insert(mark.what);
    for (const auto what : kinds) {
      const auto word = mark_word(what);
      items.push_back({what == chart_mark::kind::stored ? "stored durably"
                       : word.empty()                   ? "note"
                                                        : std::string(word),
                       "", what, true});
    }
    for (const auto& row : rows_)
      if (std::find(row.down.begin(), row.down.end(), true) != row.down.end()) {
        items.push_back({"the node is down", "lane down", {}, true});
        break;
      }
    return items;
  }

  /// Returns the height of the whole picture.
  double paint_legend() {
    double x = chart_margin;
    double y = shape_.legend_y;
    out_ += svg_text({x, y}, "Time runs down, from the first event on; steps are not to scale.",
                     "small soft");
    y += legend_line;
    for (const auto& item : legend_items()) {
      const auto room = item.line_style.empty() ? 2 * glyph + 14 : sample + 10;
      const auto width = room + text_width(drawn_columns(item.text), small_px) + 22;
      if (x > chart_margin && x + width > shape_.width - chart_margin) {
        x = chart_margin;
        y += legend_line;
      }
      paint_sample(item, {x, y - 4});
      out_ += svg_text({x + room, y}, item.text, "small");
      x += width;
    }
    return y + chart_margin;
  }

  void paint_sample(const legend_item& item, svg_point at) {
    if (item.line_style.empty()) return paint_glyph(item.mark, {at.x + glyph + 2, at.y});
    const svg_point end{at.x + sample, at.y};
    if (!item.arrives) {
      out_ += svg_line(at, {end.x - 8, end.y}, item.line_style);
      return paint_cross({end.x - 8, end.y}, 5);
    }
    out_ += svg_line(at, end, item.line_style);
    if (item.line_style.starts_with("line"))
      paint_head(at, end, item.line_style.find("c4") == std::string::npos ? "f1" : "f4");
  }

  const sequence_chart& chart_;
  std::vector<chart_row> rows_;
  chart_geometry shape_;
  std::string out_;
};

}  // namespace

std::string to_svg(const sequence_chart& chart) {
  return svg_painter(chart).paint();
}

}  // namespace aviary
