#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/draw/plot_frame.hpp"

// Values over the time of a run, one a second: a picture, and a table of the same.

namespace aviary {

/// As many as there are colours and styles.
constexpr std::size_t plot_lines_max = 4;

/// More seconds than these are drawn, or told in the table, several at a time.
constexpr std::size_t plot_points_max = 300;
constexpr std::size_t plot_rows_max = 100;

struct plot_line {
  std::string name;            ///< short: it stands at the line's end
  std::vector<double> values;  ///< one a second; what is no finite number is a gap
};

struct line_plot {
  std::string title;
  plot_unit unit = plot_unit::number;
  bool logarithmic = false;  ///< then what is not above 0 is a gap, too
  /// What stands for several seconds: their mean, or the highest.
  enum class fold { mean, highest } folds = fold::mean;
  std::vector<plot_line> lines;
  std::optional<double> run_ends;  ///< second after which only the rest is awaited
};

std::string to_svg(const line_plot& plot);

/// The picture with its table, as an HTML figure.
std::string to_figure(const line_plot& plot);

}  // namespace aviary
