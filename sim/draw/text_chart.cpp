#include "sim/draw/text_chart.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "sim/draw/chart_rows.hpp"
#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr std::size_t clock_columns = 14;  // "21 min 15.1 s" and a blank
constexpr std::size_t first_lane = 19;
constexpr std::size_t last_lane = 92;
constexpr std::size_t gap_max = 26;
constexpr std::size_t label_lines_max = 6;
constexpr std::size_t mark_columns_max = 44;
constexpr std::string_view lost_right = "x lost";
constexpr std::string_view lost_left = "lost x";

std::vector<std::string> lines_of(std::string_view octets, std::size_t columns) {
  return wrapped(drawn_ascii(octets), columns, label_lines_max, ascii_ellipsis);
}

char glyph_of(chart_mark::kind what) {
  switch (what) {
    case chart_mark::kind::stored:
      return '#';
    case chart_mark::kind::crash:
      return 'X';
    case chart_mark::kind::restart:
      return '^';
    case chart_mark::kind::timer:
      return '@';
    case chart_mark::kind::note:
      break;
  }
  return 'o';
}

class text_painter {
 public:
  explicit text_painter(const sequence_chart& chart)
      : chart_(chart), rows_(chart_rows(chart)), down_(chart.lanes.size()) {
    const auto lanes = std::max<std::size_t>(chart.lanes.size(), 2);
    gap_ = std::min(gap_max, (last_lane - first_lane) / (lanes - 1));
  }

  std::string paint() {
    head();
    for (row_ = 0; row_ < rows_.size(); ++row_) paint_row(rows_[row_]);
    if (rows_.empty()) out_ += "nothing happened\n";
    push(lanes());
    legend();
    return std::move(out_);
  }

 private:
  std::size_t lane_column(std::size_t lane) const { return first_lane + lane * gap_; }

  // -- lines ------------------------------------------------------------------------------------

  /// A line with the lanes as they stand.
  std::string lanes() const {
    std::string line(text_chart_columns_max, ' ');
    for (std::size_t i = 0; i < down_.size(); ++i) line[lane_column(i)] = down_[i] ? ':' : '|';
    return line;
  }
  static void put(std::string& line, std::size_t column, std::string_view text) {
    if (column >= line.size()) return;
    line.replace(column, std::min(text.size(), line.size() - column),
                 text.substr(0, line.size() - column));
  }
  void push(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += line + '\n';
  }
  void put_clock(std::string& line, instant at) {
    const auto clock = clock_text(at - chart_start(chart_));
    if (clock == last_clock_) return;
    last_clock_ = clock;
    const auto column = clock_columns - std::min(clock.size(), clock_columns - 1) - 1;
    put(line, column, clock);
  }

  void head() {
    for (const auto& text : {chart_.title, chart_.subtitle})
      if (!text.empty())
        for (auto& line : lines_of(text, text_chart_columns_max)) push(line);
    out_ += '\n';
    std::string line(text_chart_columns_max, ' ');
    for (std::size_t i = 0; i < chart_.lanes.size(); ++i) {
      const auto name = shortened(drawn_ascii(chart_.lanes[i]), gap_ - 1, ascii_ellipsis);
      const auto column = lane_column(i) - name.size() / 2;
      put(line, std::min(column, text_chart_columns_max - name.size()), name);
    }
    push(line);
    push(lanes());
  }

  // -- rows -------------------------------------------------------------------------------------

  void paint_row(const chart_row& row) {
    switch (row.what) {
      case chart_row::kind::wait:
        return paint_wait(row);
      case chart_row::kind::mark:
        return paint_mark(row);
      case chart_row::kind::arrival:
        return paint_arrival(row);
      case chart_row::kind::sent:
        paint_labels(chart_.arrows[row.index]);
        return paint_sent(row);
    }
  }

  void paint_wait(const chart_row& row) {
    const auto text = ". . .  " + wait_text(row.waited) + "  . . .";
    std::string line(text_chart_columns_max, ' ');
    const auto middle = (first_lane + lane_column(std::max<std::size_t>(down_.size(), 1) - 1)) / 2;
    put(line, std::max(middle, text.size() / 2) - text.size() / 2, text);
    push(lanes());
    push(line);
    push(lanes());
  }

  /// Beside a lane, on the side with more room.
  void paint_beside(std::size_t lane, char glyph, const std::string& text, instant at) {
    const auto column = lane_column(lane);
    const auto right = text_chart_columns_max - column - 2;
    const auto left = column - clock_columns - 1;
    const auto to_right = right >= mark_columns_max || right >= left;
    const auto lines = lines_of(text, std::min(mark_columns_max, to_right ? right : left));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      auto line = lanes();
      if (i == 0) put_clock(line, at);
      if (i == 0) line[column] = glyph;
      const auto padded = " " + lines[i] + " ";
      put(line, to_right ? column + 1 : column - padded.size(), padded);
      push(line);
    }
  }

  void paint_mark(const chart_row& row) {
    const auto& mark = chart_.marks[row.index];
    down_ = row.down;
    paint_beside(mark.lane, glyph_of(mark.what), mark_text(mark), row.at);
  }

  void paint_labels(const chart_arrow& arrow) {
    if (arrow.from == arrow.to) return;
    const auto [low, high] = std::minmax(arrow.from, arrow.to);
    const auto first = lane_column(low) + 1;
    const auto room = lane_column(high) - first;
    auto lines = lines_of(arrow_text(arrow), room);
    if (!arrow.detail.empty())
      for (auto& line : lines_of(arrow.detail, room)) lines.push_back(std::move(line));
    for (const auto& text : lines) {
      auto line = lanes();
      put(line, first + (room - text.size()) / 2, text);
      push(line);
    }
  }

  void paint_sent(const chart_row& row) {
    const auto& arrow = chart_.arrows[row.index];
    if (arrow.from == arrow.to) {
      const auto end = arrow.arrived ? " (to itself)" : " (to itself: x lost)";
      const auto detail = arrow.detail.empty() ? "" : ", " + arrow.detail;
      return paint_beside(arrow.from, 'o', arrow_text(arrow) + detail + end, row.at);
    }
    auto line = lanes();
    put_clock(line, row.at);
    if (!arrow.arrived) {
      put_shaft(line, arrow, 0, gap_ < 2 * lost_right.size() ? 0 : 0.5,
                arrow.to > arrow.from ? lost_right : lost_left);
    } else if (row.ends_in) {
      put_shaft(line, arrow, 0, 0.5, tag(row.index));
    } else {
      put_shaft(line, arrow, 0, 1, "");
    }
    push(line);
  }

  void paint_arrival(const chart_row& row) {
    auto line = lanes();
    put_clock(line, row.at);
    const auto& arrow = chart_.arrows[row.index];
    if (arrow.from == arrow.to) {
      put(line, lane_column(arrow.to) + 1, "< " + tag(row.index));
    } else {
      put_shaft(line, arrow, 0.5, 1, tag(row.index));
    }
    push(line);
  }

  /// A part of an arrow, from one share of its way to another, and a text where it is cut.
  void put_shaft(std::string& line, const chart_arrow& arrow, double from, double to,
                 std::string_view cut) {
    const bool to_right = arrow.to > arrow.from;
    const auto low = lane_column(std::min(arrow.from, arrow.to)) + 1;
    const auto high = lane_column(std::max(arrow.from, arrow.to));
    const auto room = high - low;
    const auto at = [&](double share) {
      return static_cast<std::size_t>(static_cast<double>(room) * (to_right ? share : 1 - share));
    };
    const auto first = low + std::min(at(from), at(to));
    const auto last = low + std::max(at(from), at(to));
    put(line, first, std::string(last - first, arrow.duplicate ? '=' : '-'));
    if (to == 1) line[to_right ? last - 1 : first] = to_right ? '>' : '<';
    if (cut.empty()) return;
    const auto head = to != 1;  // the text stands in front of the part, or behind it
    const auto right_of = head == to_right;
    const auto column = right_of ? last : first - std::min(cut.size(), first - low);
    put(line, column, cut.substr(0, right_of ? high - column : first - column));
  }

  /// Joins the two halves of an arrow that other things overtake.
  std::string tag(std::size_t arrow) const { return "[" + std::to_string(arrow + 1) + "]"; }

  // -- legend -----------------------------------------------------------------------------------

  void legend() {
    std::vector<std::string> says{"time runs down from the first event, not to scale"};
    bool overtaken = false;
    bool down = false;
    for (const auto& row : rows_) {
      overtaken = overtaken || row.ends_in;
      down = down || std::find(row.down.begin(), row.down.end(), true) != row.down.end();
    }
    if (!chart_.arrows.empty()) says.emplace_back("-->  arrives");
    if (overtaken) says.emplace_back("--[1] [1]-->  arrives later, under its number");
    const auto any = [&](auto which) {
      return std::any_of(chart_.arrows.begin(), chart_.arrows.end(), which);
    };
    if (any([](const auto& arrow) { return !arrow.arrived; }))
      says.emplace_back("--x lost  never arrives");
    if (any([](const auto& arrow) { return arrow.duplicate; }))
      says.emplace_back("==>  the same again");
    std::set<chart_mark::kind> kinds;
    for (const auto& mark : chart_.marks) kinds.insert(mark.what);
    for (const auto what : kinds) {
      const auto word = mark_word(what);
      says.push_back(std::string(1, glyph_of(what)) + "  " +
                     std::string(word.empty() ? "note" : word) +
                     (what == chart_mark::kind::stored ? " durably" : ""));
    }
    if (down) says.emplace_back(":  the node is down");
    out_ += '\n';
    std::string line = "legend:";
    for (const auto& text : says) {
      if (line.size() + 3 + text.size() > text_chart_columns_max) {
        push(line);
        line = "       ";
      }
      line += (line.ends_with(":") || line.ends_with(' ') ? " " : " ; ") + text;
    }
    push(line);
  }

  const sequence_chart& chart_;
  std::vector<chart_row> rows_;
  std::vector<bool> down_;
  std::size_t gap_ = gap_max;
  std::size_t row_ = 0;
  std::string last_clock_;
  std::string out_;
};

}  // namespace

std::string to_text(const sequence_chart& chart) {
  return text_painter(chart).paint();
}

}  // namespace aviary
