#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/draw/picture.hpp"

// What plots have in common: scales with ticks at round numbers, the frame with its axes, labels
// with units. A plot is as wide as a phone shows without shrinking its letters much; larger pages
// enlarge it.

namespace aviary {

constexpr double plot_width = 360;
constexpr double plot_height = 240;

enum class plot_unit { number, percent, milliseconds, seconds };

/// "1,200", "20 %", "0.41 s" from 410 milliseconds, "20 s".
std::string with_unit(double value, plot_unit unit);

/// From values to pixels. Linear scales begin at 0.
class plot_scale {
 public:
  /// Up to a round number not below `high`, in about `steps` steps.
  static plot_scale linear(double high, int steps);
  /// The same in seconds, with steps that a clock has.
  static plot_scale clock(double high);
  /// From a round number not above `low`, which is above 0, to one not below `high`.
  static plot_scale logarithmic(double low, double high);

  /// Lays the scale along an axis.
  plot_scale& along(double first_pixel, double last_pixel);

  /// Where a value stands; beyond either end, at that end.
  double place(double value) const;
  const std::vector<double>& ticks() const { return ticks_; }
  double low() const { return low_; }
  double high() const { return high_; }

 private:
  double low_ = 0, high_ = 1;
  bool logarithmic_ = false;
  double first_pixel_ = 0, last_pixel_ = 1;
  std::vector<double> ticks_;
};

/// The room for the values.
struct plot_area {
  double left = 0, right = 0, top = 0, bottom = 0;
};

/// The room that is left of the plot beside labels of the vertical axis, and beside `right_columns`
/// of small text on the right; `head_lines` are below the title.
plot_area plot_room(const plot_scale& y, plot_unit unit, std::size_t right_columns,
                    std::size_t head_lines);

/// Title, grid, axes and labels.
std::string draw_frame(std::string_view title, const plot_area& area, const plot_scale& x,
                       plot_unit x_unit, const plot_scale& y, plot_unit y_unit);

/// What stands in a plot without values.
std::string draw_no_values(std::string_view title, std::string_view desc);

/// A picture and the same as a table, for those who cannot see it. `table` is the inner part.
std::string plot_figure(std::string_view svg, std::string_view title, std::string_view table);

}  // namespace aviary
