#pragma once

#include <string>
#include <vector>

#include "sim/draw/chart_rows.hpp"
#include "sim/draw/picture.hpp"

// Where everything of a sequence chart stands in its picture. Each row has a band of its own, in
// which its texts stand; so no two texts can meet, however the arrows run. Lanes are as far apart
// as the labels between them want, within limits, and labels are wrapped to that.

namespace aviary {

constexpr double chart_margin = 14;
constexpr double chart_name_height = 26;

/// How far an arrow sinks that takes time but is not overtaken.
constexpr double chart_slant = 7;

/// One line. It covers what runs behind it.
struct placed_text {
  svg_point at;
  std::string text;
  std::string style;
  text_anchor anchor = text_anchor::start;
  double px = label_px;
};

struct placed_row {
  double top = 0, height = 0;
  double anchor = 0;  ///< the height of its arrow or mark
  std::string clock;  ///< nothing where it would repeat itself
  std::vector<placed_text> texts;
};

struct chart_geometry {
  double width = 0;
  double clock_end = 0;  ///< where the clock's texts end
  double loop = 26;      ///< how far an arrow to its own lane goes out
  std::vector<double> lane_x;
  std::vector<std::string> names;  ///< of the lanes, as drawn
  std::vector<double> name_width;
  std::vector<std::string> title, subtitle;
  double names_y = 0;  ///< top of the boxes with the names
  std::vector<placed_row> rows;
  double lanes_end = 0;
  bool repeats_names = false;  ///< below the lanes, when they are long
  double legend_y = 0;
};

chart_geometry measure_chart(const sequence_chart& chart, const std::vector<chart_row>& rows);

}  // namespace aviary
