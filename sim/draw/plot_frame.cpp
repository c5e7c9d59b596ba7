#include "sim/draw/plot_frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr double title_height = 24;
constexpr double head_line = 18;
constexpr double x_labels_height = 24;
constexpr double tick_length = 4;

/// More decades than this have ticks at their beginnings alone.
constexpr double decades_with_all_ticks = 1.5;

constexpr std::array<double, 4> round_digits{1, 2, 5, 10};

/// The smallest of 1, 2, 5, 10 times a power of ten that is not below `value`.
double round_up(double value) {
  const auto power = std::pow(10, std::floor(std::log10(value)));
  for (const auto digit : round_digits)
    if (digit * power >= value * (1 - 1e-9)) return digit * power;
  return 10 * power;
}

double round_down(double value) {
  const auto power = std::pow(10, std::floor(std::log10(value)));
  auto best = power;
  for (const auto digit : round_digits)
    if (digit * power <= value * (1 + 1e-9)) best = digit * power;
  return best;
}

std::vector<double> even_ticks(double high, double step) {
  std::vector<double> ticks;
  for (int i = 0; i * step <= high * (1 + 1e-9); ++i) ticks.push_back(i * step);
  return ticks;
}

}  // namespace

std::string with_unit(double value, plot_unit unit) {
  switch (unit) {
    case plot_unit::percent:
      return rounded(value, 3) + " %";
    case plot_unit::milliseconds:
      return duration_text(value / 1000);
    case plot_unit::seconds:
      return value >= 120 && std::fmod(value, 60) == 0 ? rounded(value / 60, 3) + " min"
                                                       : rounded(value, 3) + " s";
    case plot_unit::number:
      break;
  }
  return rounded(value, 3);
}

// -- scales --------------------------------------------------------------------------------------

plot_scale plot_scale::linear(double high, int steps) {
  plot_scale out;
  const auto step = round_up((high > 0 ? high : 1) / steps);
  out.high_ = std::max(1.0, std::ceil(high / step * (1 - 1e-9))) * step;
  out.ticks_ = even_ticks(out.high_, step);
  return out;
}

plot_scale plot_scale::clock(double high) {
  constexpr std::array<double, 14> steps{1,   2,   5,   10,   20,   30,   60,
                                         120, 300, 600, 1200, 3600, 7200, 21600};
  plot_scale out;
  out.high_ = std::max(high, 1.0);
  auto step = steps.back();
  for (auto at = steps.rbegin(); at != steps.rend() && out.high_ / *at <= 6; ++at) step = *at;
  while (out.high_ / step > 6) step *= 2;
  out.ticks_ = even_ticks(out.high_, step);
  return out;
}

plot_scale plot_scale::logarithmic(double low, double high) {
  plot_scale out;
  out.logarithmic_ = true;
  out.low_ = round_down(low);
  out.high_ = round_up(high);
  if (out.high_ <= out.low_) out.high_ = 10 * out.low_;
  const bool all = std::log10(out.high_ / out.low_) <= decades_with_all_ticks;
  for (auto power = std::pow(10, std::floor(std::log10(out.low_) + 1e-9));
       power <= out.high_ * (1 + 1e-9); power *= 10)
    for (const auto digit : {1.0, 2.0, 5.0})
      if ((all || digit == 1) && digit * power >= out.low_ * (1 - 1e-9) &&
          digit * power <= out.high_ * (1 + 1e-9))
        out.ticks_.push_back(digit * power);
  return out;
}

plot_scale& plot_scale::along(double first_pixel, double last_pixel) {
  first_pixel_ = first_pixel;
  last_pixel_ = last_pixel;
  return *this;
}

double plot_scale::place(double value) const {
  const auto inside = std::clamp(value, low_, high_);
  const auto share = logarithmic_ ? std::log(inside / low_) / std::log(high_ / low_)
                                  : (inside - low_) / (high_ - low_);
  return first_pixel_ + share * (last_pixel_ - first_pixel_);
}

// -- the frame -----------------------------------------------------------------------------------

plot_area plot_room(const plot_scale& y, plot_unit unit, std::size_t right_columns,
                    std::size_t head_lines) {
  std::size_t columns = 0;
  for (const auto tick : y.ticks())
    columns = std::max(columns, drawn_columns(with_unit(tick, unit)));
  plot_area area;
  area.left = 10 + text_width(columns, small_px) + tick_length;
  area.right = plot_width - std::max(22.0, 12 + text_width(right_columns, small_px));
  area.top = title_height + head_line * static_cast<double>(head_lines) + 10;
  area.bottom = plot_height - x_labels_height;
  return area;
}

std::string draw_frame(std::string_view title, const plot_area& area, const plot_scale& x,
                       plot_unit x_unit, const plot_scale& y, plot_unit y_unit) {
  const auto room = columns_within(plot_width - 12, label_px);
  auto out = svg_text({6, 18}, shortened(drawn(title), room), "strong");
  for (const auto tick : y.ticks()) {
    const auto at = y.place(tick);
    out += svg_line({area.left, at}, {area.right, at}, "grid");
    out += svg_text({area.left - tick_length - 2, at + 4}, with_unit(tick, y_unit), "small soft",
                    text_anchor::end);
  }
  double free_from = 0;
  for (const auto tick : x.ticks()) {
    const auto at = x.place(tick);
    const auto label = with_unit(tick, x_unit);
    const auto half = text_width(drawn_columns(label), small_px) / 2;
    out += svg_line({at, area.bottom}, {at, area.bottom + tick_length}, "axis");
    if (at - half < free_from || at + half > plot_width) continue;
    free_from = at + half + 4;
    out += svg_text({at, area.bottom + 17}, label, "small soft", text_anchor::middle);
  }
  return out + svg_line({area.left, area.bottom}, {area.right, area.bottom}, "axis");
}

std::string draw_no_values(std::string_view title, std::string_view desc) {
  const auto room = columns_within(plot_width - 12, label_px);
  return svg_head(plot_width, plot_height, drawn(title), drawn(desc), "img") +
         svg_text({6, 18}, shortened(drawn(title), room), "strong") +
         svg_text({plot_width / 2, plot_height / 2}, "nothing was measured", "soft",
                  text_anchor::middle) +
         "</svg>\n";
}

std::string plot_figure(std::string_view svg, std::string_view title, std::string_view table) {
  const auto name = xml_escape(drawn(title));
  return "<figure>\n" + std::string(svg) + "<details>\n<summary>The numbers: " + name +
         "</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + name +
         "\">\n<table>\n" + std::string(table) + "</table>\n</div>\n</details>\n</figure>\n";
}

}  // namespace aviary
