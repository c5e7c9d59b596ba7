#include "sim/draw/chart_rows.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "messages/invariant.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

using kind = chart_row::kind;

/// What happens at one instant, in order.
struct moment {
  std::vector<std::size_t> arriving;  // arrows that were sent earlier
  std::vector<chart_row> rows;        // sent and marks
};

void check(const sequence_chart& chart) {
  AVIARY_INVARIANT(chart.lanes.size() <= chart_lanes_max, "a chart has so many lanes at most");
  for (const auto& arrow : chart.arrows) {
    AVIARY_INVARIANT(arrow.from < chart.lanes.size() && arrow.to < chart.lanes.size(),
                     "an arrow goes from lane to lane");
    AVIARY_INVARIANT(!arrow.arrived || *arrow.arrived >= arrow.sent,
                     "an arrow arrives after it was sent");
  }
  for (const auto& mark : chart.marks)
    AVIARY_INVARIANT(mark.lane < chart.lanes.size(), "a mark is on a lane");
}

/// A mark at the instant of some arrows: after the one that arrives at its lane at once, and before
/// the next one that leaves it. So "asked, stored, answered" reads as it was where all three took
/// no time.
auto place_of_mark(const sequence_chart& chart, const chart_mark& mark,
                   std::vector<chart_row>& rows) {
  const auto arrives = [&](const chart_row& row) {
    if (row.what != kind::sent) return false;
    const auto& arrow = chart.arrows[row.index];
    return arrow.to == mark.lane && arrow.arrived == mark.at;
  };
  const auto stays = [&](const chart_row& row) {
    return row.what == kind::mark || chart.arrows[row.index].from != mark.lane;
  };
  auto place = std::find_if(rows.begin(), rows.end(), arrives);
  place = place == rows.end() ? rows.begin() : std::next(place);
  const auto leaving = std::find_if_not(place, rows.end(), stays);
  if (leaving != rows.end()) return leaving;
  while (place != rows.end() && place->what == kind::mark) ++place;
  return place;
}

std::map<instant, moment> moments(const sequence_chart& chart) {
  std::map<instant, moment> all;
  for (std::size_t i = 0; i < chart.arrows.size(); ++i) {
    const auto& arrow = chart.arrows[i];
    all[arrow.sent].rows.push_back({kind::sent, arrow.sent, i, {}, {}, {}});
    if (arrow.arrived && *arrow.arrived > arrow.sent) all[*arrow.arrived].arriving.push_back(i);
  }
  for (std::size_t i = 0; i < chart.marks.size(); ++i) {
    const auto& mark = chart.marks[i];
    auto& rows = all[mark.at].rows;
    rows.insert(place_of_mark(chart, mark, rows), {kind::mark, mark.at, i, {}, {}, {}});
  }
  return all;
}

/// Whether the arrow of the row at `here` is still on its way when the next thing happens.
bool is_overtaken(const sequence_chart& chart, const std::map<instant, moment>& all,
                  std::map<instant, moment>::const_iterator at, const chart_row& row) {
  if (row.what != kind::sent) return false;
  const auto& arrived = chart.arrows[row.index].arrived;
  if (!arrived || *arrived == row.at) return false;
  if (&row != &at->second.rows.back()) return true;
  const auto next = std::next(at);
  return next != all.end() && next->first < *arrived;
}

void push_wait(std::vector<chart_row>& rows, instant now) {
  if (rows.empty() || now - rows.back().at < chart_wait_min) return;
  rows.push_back({kind::wait, now, 0, now - rows.back().at, {}, {}});
}

void mark_lanes_that_are_down(const sequence_chart& chart, std::vector<chart_row>& rows) {
  std::vector<bool> down(chart.lanes.size());
  for (auto& row : rows) {
    if (row.what == kind::mark) {
      const auto& mark = chart.marks[row.index];
      if (mark.what == chart_mark::kind::crash) down[mark.lane] = true;
      if (mark.what == chart_mark::kind::restart) down[mark.lane] = false;
    }
    row.down = down;
  }
}

}  // namespace

std::vector<chart_row> chart_rows(const sequence_chart& chart) {
  check(chart);
  const auto all = moments(chart);
  std::vector<chart_row> rows;
  std::map<std::size_t, std::size_t> sent_in;  // row by arrow, of those that were overtaken
  for (auto at = all.begin(); at != all.end(); ++at) {
    for (const auto arrow : at->second.arriving) {
      const auto sent = sent_in.find(arrow);
      if (sent == sent_in.end()) continue;
      push_wait(rows, at->first);
      rows[sent->second].ends_in = rows.size();
      rows.push_back({kind::arrival, at->first, arrow, {}, {}, {}});
    }
    for (const auto& row : at->second.rows) {
      push_wait(rows, at->first);
      if (is_overtaken(chart, all, at, row)) sent_in[row.index] = rows.size();
      rows.push_back(row);
    }
  }
  mark_lanes_that_are_down(chart, rows);
  return rows;
}

instant chart_start(const sequence_chart& chart) {
  auto first = instant::max();
  for (const auto& arrow : chart.arrows) first = std::min(first, arrow.sent);
  for (const auto& mark : chart.marks) first = std::min(first, mark.at);
  return first;
}

std::string wait_text(instant::duration waited) {
  const auto seconds = std::chrono::duration<double>(waited).count();
  if (seconds < 0.9995) return rounded(seconds * 1000, 3) + " ms pass";
  return (seconds < 100 ? rounded(seconds, 3) + " s" : duration_text(seconds)) + " pass";
}

std::string_view mark_word(chart_mark::kind what) {
  switch (what) {
    case chart_mark::kind::stored:
      return "stored";
    case chart_mark::kind::crash:
      return "crash";
    case chart_mark::kind::restart:
      return "restart";
    case chart_mark::kind::timer:
      return "timer";
    case chart_mark::kind::note:
      break;
  }
  return "";
}

std::string mark_text(const chart_mark& mark) {
  const auto word = mark_word(mark.what);
  if (word.empty() || mark.label.starts_with(word)) return mark.label;
  return std::string(word) + (mark.label.empty() ? "" : ": " + mark.label);
}

std::string arrow_text(const chart_arrow& arrow) {
  if (!arrow.duplicate) return arrow.label;
  return arrow.label + (arrow.label.empty() ? "duplicate" : " (duplicate)");
}

}  // namespace aviary
