#include "sim/draw/chart_geometry.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr double width_min = 560;
constexpr double clock_width = 96;  // "21 min 15.1 s"
constexpr std::size_t gap_columns_min = 14;
constexpr std::size_t gap_columns_max = 25;
constexpr double overtaken_width_min = 210;  // so that what is overtaken is not too steep
constexpr double gap_padding = 26;           // between a label and the two lanes
constexpr std::size_t name_columns_max = 20;
constexpr std::size_t mark_columns_max = 46;
constexpr std::size_t label_lines_max = 3;
constexpr std::size_t detail_lines_max = 2;
constexpr std::size_t title_lines_max = 3;

constexpr double label_line = 16;
constexpr double small_line = 14;
constexpr double row_padding = 7;
constexpr double mark_row_min = 26;
constexpr double arrival_row = 24;
constexpr double wait_row = 40;
constexpr double beside = 14;  // from a lane to the text of a mark

/// Beyond this the names of the lanes are out of sight at the end.
constexpr double tall = 1200;

class surveyor {
 public:
  surveyor(const sequence_chart& chart, const std::vector<chart_row>& rows)
      : chart_(chart), rows_(rows), start_(chart_start(chart)) {}

  chart_geometry measure() {
    place_lanes();
    place_title();
    double y = out_.names_y + chart_name_height + 10;
    for (const auto& row : rows_) {
      placed_row placed;
      placed.top = y;
      place_row(row, placed);
      y += placed.height;
      out_.rows.push_back(std::move(placed));
    }
    out_.lanes_end = y + 16;
    out_.repeats_names = out_.lanes_end > tall;
    out_.legend_y = out_.lanes_end + (out_.repeats_names ? chart_name_height : 0) + 26;
    return std::move(out_);
  }

 private:
  // -- lanes -------------------------------------------------------------------------------------

  void place_lanes() {
    for (const auto& lane : chart_.lanes) {
      out_.names.push_back(shortened(drawn(lane), name_columns_max));
      const auto columns = std::max<std::size_t>(drawn_columns(out_.names.back()), 6);
      out_.name_width.push_back(text_width(columns, label_px) + 16);
    }
    const auto gaps = gap_widths();
    out_.clock_end = chart_margin + clock_width;
    double x = out_.clock_end + 12;
    for (std::size_t i = 0; i < chart_.lanes.size(); ++i) {
      x = i == 0 ? x + std::max(out_.name_width[0] / 2, 20.0) : x + gaps[i - 1];
      out_.lane_x.push_back(x);
    }
    const auto last = chart_.lanes.empty() ? 0 : std::max(out_.name_width.back() / 2, out_.loop);
    out_.width = std::max(width_min, x + last + chart_margin);
  }

  /// Wide enough for the labels of the arrows that cross the gap, and for the names on both sides.
  std::vector<double> gap_widths() const {
    const auto lanes = chart_.lanes.size();
    std::vector<double> widths(lanes < 2 ? 0 : lanes - 1,
                               text_width(gap_columns_min, label_px) + gap_padding);
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], (out_.name_width[i] + out_.name_width[i + 1]) / 2 + 12);
    for (const auto& row : rows_) {
      if (row.what != chart_row::kind::sent) continue;
      const auto& arrow = chart_.arrows[row.index];
      const auto [low, high] = std::minmax(arrow.from, arrow.to);
      if (low == high) continue;
      const auto wanted = std::max(text_width(columns_of(arrow_text(arrow)), label_px),
                                   text_width(columns_of(arrow.detail), small_px));
      const auto least = row.ends_in ? overtaken_width_min : 0;
      const auto each = std::max(wanted + gap_padding, least) / static_cast<double>(high - low);
      for (auto i = low; i < high; ++i) widths[i] = std::max(widths[i], each);
    }
    return widths;
  }
  static std::size_t columns_of(std::string_view octets) {
    return widest(wrapped(drawn(octets), gap_columns_max, label_lines_max));
  }

  void place_title() {
    const auto room = out_.width - 2 * chart_margin;
    if (!chart_.title.empty())
      out_.title = wrapped(drawn(chart_.title), columns_within(room, title_px), title_lines_max);
    if (!chart_.subtitle.empty())
      out_.subtitle =
          wrapped(drawn(chart_.subtitle), columns_within(room, label_px), title_lines_max);
    out_.names_y = chart_margin + 22 * static_cast<double>(out_.title.size()) +
                   18 * static_cast<double>(out_.subtitle.size()) + 14;
  }

  // -- rows -------------------------------------------------------------------------------------

  void place_row(const chart_row& row, placed_row& placed) {
    switch (row.what) {
      case chart_row::kind::wait:
        return place_wait(row, placed);
      case chart_row::kind::mark: {
        const auto& mark = chart_.marks[row.index];
        place_beside(mark.lane, beside, mark_text(mark), "", placed);
        break;
      }
      case chart_row::kind::arrival:
        placed.height = arrival_row;
        placed.anchor = placed.top + arrival_row / 2;
        break;
      case chart_row::kind::sent: {
        const auto& arrow = chart_.arrows[row.index];
        if (arrow.from == arrow.to) {
          place_beside(arrow.from, out_.loop + 8,
                       arrow_text(arrow) + (arrow.arrived ? "" : " (lost)"), arrow.detail, placed);
          placed.height += 14;
        } else {
          place_arrow(row, arrow, placed);
        }
        break;
      }
    }
    const auto clock = clock_text(row.at - start_);
    if (clock != last_clock_) placed.clock = clock;
    last_clock_ = clock;
  }

  void place_wait(const chart_row& row, placed_row& placed) const {
    placed.height = wait_row;
    placed.anchor = placed.top + wait_row / 2;
    const auto middle =
        out_.lane_x.empty() ? out_.width / 2 : (out_.lane_x.front() + out_.lane_x.back()) / 2;
    const auto text = "\u2026 " + wait_text(row.waited) + " \u2026";
    const auto half = text_width(drawn_columns(text), label_px) / 2;
    placed.texts.push_back({{std::max(middle, out_.clock_end + half), placed.anchor + 4},
                            text,
                            "soft",
                            text_anchor::middle,
                            label_px});
  }

  /// Beside a lane, on the side with more room.
  void place_beside(std::size_t lane, double aside, std::string_view text, std::string_view detail,
                    placed_row& placed) const {
    const auto x = out_.lane_x[lane];
    const auto right = out_.width - chart_margin - x - aside;
    const auto left = x - aside - out_.clock_end - 10;
    const auto wanted =
        text_width(std::min(drawn_columns(drawn(text)), mark_columns_max), label_px);
    const bool to_right = right >= wanted || right >= left;
    const svg_point first{to_right ? x + aside : x - aside, placed.top + row_padding};
    const auto anchor = to_right ? text_anchor::start : text_anchor::end;
    const auto end = stack(
        text, detail, std::min(to_right ? right : left, text_width(mark_columns_max, label_px)),
        first, anchor, placed);
    placed.height = std::max(mark_row_min, end - placed.top + row_padding);
    placed.anchor = placed.top + row_padding + label_line / 2 - 1;
  }

  /// A label and the smaller lines of its detail, from the top down; returns where they end.
  static double stack(std::string_view text, std::string_view detail, double room, svg_point first,
                      text_anchor anchor, placed_row& placed) {
    auto y = first.y;
    for (auto& line : wrapped(drawn(text), columns_within(room, label_px), label_lines_max)) {
      y += label_line;
      placed.texts.push_back({{first.x, y - 4}, std::move(line), "", anchor, label_px});
    }
    if (detail.empty()) return y;
    for (auto& line : wrapped(drawn(detail), columns_within(room, small_px), detail_lines_max)) {
      y += small_line;
      placed.texts.push_back({{first.x, y - 4}, std::move(line), "small soft", anchor, small_px});
    }
    return y;
  }

  /// The label stands above the arrow: in its middle, or where it begins when it runs downhill.
  void place_arrow(const chart_row& row, const chart_arrow& arrow, placed_row& placed) const {
    const auto from = out_.lane_x[arrow.from];
    const auto to = out_.lane_x[arrow.to];
    const double ahead = to > from ? 1 : -1;
    svg_point first{(from + to) / 2, placed.top + row_padding};
    auto anchor = text_anchor::middle;
    if (row.ends_in) {
      first.x = from + ahead * gap_padding / 2;
      anchor = ahead > 0 ? text_anchor::start : text_anchor::end;
    }
    const auto end = stack(arrow_text(arrow), arrow.detail, std::abs(to - from) - gap_padding + 2,
                           first, anchor, placed);
    placed.anchor = end + 5;
    placed.height = placed.anchor - placed.top + (row.ends_in ? 0 : chart_slant) + row_padding;
    if (!arrow.arrived)
      placed.texts.push_back({{(from + to) / 2 + ahead * 13, placed.anchor + chart_slant / 2 + 4},
                              "lost",
                              "strong",
                              ahead > 0 ? text_anchor::start : text_anchor::end,
                              label_px});
  }

  const sequence_chart& chart_;
  const std::vector<chart_row>& rows_;
  instant start_;
  std::string last_clock_;
  chart_geometry out_;
};

}  // namespace

chart_geometry measure_chart(const sequence_chart& chart, const std::vector<chart_row>& rows) {
  return surveyor(chart, rows).measure();
}

}  // namespace aviary
