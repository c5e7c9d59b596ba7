#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/draw/sequence_chart.hpp"

// A sequence chart cut into rows, which is what every way to draw it has in common: one row for
// each thing that happens, in the order of time, one for each long wait. An arrow that is still on
// its way when the next thing happens gets a second row, in which it arrives; every other arrow
// leaves and arrives in one.

namespace aviary {

/// A wait from which on the chart says how long it is.
constexpr instant::duration chart_wait_min = std::chrono::milliseconds(250);

struct chart_row {
  enum class kind { sent, arrival, mark, wait } what = kind::mark;
  instant at;                  ///< for a wait, its end
  std::size_t index = 0;       ///< of the arrow or mark
  instant::duration waited{};  ///< the length of a wait
  std::optional<std::size_t>
      ends_in;             ///< of `sent`: the row of its arrival, when it is another one
  std::vector<bool> down;  ///< which lanes are down from this row on
};

/// Its own bug, and so the end of the process: a lane that is not there, an arrow that arrives
/// before it is sent.
std::vector<chart_row> chart_rows(const sequence_chart& chart);

/// The instant that the clock of a chart counts from: its first.
instant chart_start(const sequence_chart& chart);

/// What stands in a wait: "900 ms pass", "15 s pass".
std::string wait_text(instant::duration waited);

/// "stored", "crash" and so on; nothing for a note.
std::string_view mark_word(chart_mark::kind what);

/// What stands beside a mark: its word, unless the label begins with it, and the label.
std::string mark_text(const chart_mark& mark);

/// What stands on an arrow: the label, and that it is the same again.
std::string arrow_text(const chart_arrow& arrow);

}  // namespace aviary
