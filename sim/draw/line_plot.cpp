#include "sim/draw/line_plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "messages/invariant.hpp"
#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr std::size_t name_columns_max = 14;
constexpr double label_height = 13;
constexpr double sample = 24;

bool is_value(const line_plot& plot, double value) {
  return std::isfinite(value) && (!plot.logarithmic || value > 0);
}

std::size_t seconds_of(const line_plot& plot) {
  std::size_t seconds = 0;
  for (const auto& line : plot.lines) seconds = std::max(seconds, line.values.size());
  return seconds;
}

/// One value for each `seconds` of them; no number where there is none.
std::vector<double> folded(const line_plot& plot, const plot_line& line, std::size_t seconds) {
  std::vector<double> out;
  for (std::size_t first = 0; first < line.values.size(); first += seconds) {
    double sum = 0;
    double highest = -std::numeric_limits<double>::infinity();
    std::size_t count = 0;
    for (auto i = first; i < std::min(first + seconds, line.values.size()); ++i) {
      if (!is_value(plot, line.values[i])) continue;
      sum += line.values[i];
      highest = std::max(highest, line.values[i]);
      ++count;
    }
    if (count == 0) {
      out.push_back(std::numeric_limits<double>::quiet_NaN());
    } else {
      out.push_back(plot.folds == line_plot::fold::mean ? sum / static_cast<double>(count)
                                                        : highest);
    }
  }
  return out;
}

std::size_t seconds_each(std::size_t seconds, std::size_t most) {
  return std::max<std::size_t>(1, (seconds + most - 1) / most);
}

std::string style_of(std::size_t line) {
  const auto n = std::to_string(line + 1);
  return "line c" + n + (line == 0 ? "" : " d" + n);
}

class line_painter {
 public:
  explicit line_painter(const line_plot& plot)
      : plot_(plot), seconds_(seconds_of(plot)), each_(seconds_each(seconds_, plot_points_max)) {
    AVIARY_INVARIANT(plot.lines.size() <= plot_lines_max, "a plot has so many lines at most");
    for (const auto& line : plot.lines) {
      values_.push_back(folded(plot, line, each_));
      names_.push_back(shortened(drawn(line.name), name_columns_max));
      for (const auto value : values_.back())
        if (std::isfinite(value)) {
          low_ = std::min(low_, value);
          high_ = std::max(high_, value);
        }
    }
  }

  std::string paint() {
    if (low_ > high_) return draw_no_values(plot_.title, description());
    y_ = plot_.logarithmic ? plot_scale::logarithmic(low_, high_) : plot_scale::linear(high_, 5);
    x_ = plot_scale::clock(static_cast<double>(seconds_));
    area_ = plot_room(y_, plot_.unit, widest(names_), 1);
    x_.along(area_.left, area_.right);
    y_.along(area_.bottom, area_.top);
    out_ = svg_head(plot_width, plot_height, drawn(plot_.title), description(), "img");
    out_ += draw_frame(plot_.title, area_, x_, plot_unit::seconds, y_, plot_.unit);
    paint_end_of_run();
    for (std::size_t i = 0; i < values_.size(); ++i) paint_line(i);
    paint_legend();
    paint_names();
    return out_ + "</svg>\n";
  }

 private:
  std::string description() const {
    std::string out = "Over " + counted(seconds_) + " s.";
    for (std::size_t i = 0; i < values_.size(); ++i) {
      double highest = -std::numeric_limits<double>::infinity();
      for (const auto value : values_[i])
        if (std::isfinite(value)) highest = std::max(highest, value);
      out += " " + names_[i] +
             (std::isfinite(highest) ? ": up to " + with_unit(highest, plot_.unit) + "."
                                     : ": nothing measured.");
    }
    return out;
  }

  svg_point point(std::size_t line, std::size_t i) const {
    const auto second = (static_cast<double>(i) + 0.5) * static_cast<double>(each_);
    return {x_.place(second), y_.place(values_[line][i])};
  }

  /// A line between neighbours, a dot for whom has none.
  void paint_line(std::size_t line) {
    const auto& values = values_[line];
    const auto there = [&](std::size_t i) { return i < values.size() && std::isfinite(values[i]); };
    std::string path;
    std::string dots;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!there(i)) continue;
      const bool follows = i > 0 && there(i - 1);
      path += (follows ? "L" : "M") + svg_place(point(line, i)).substr(1);
      if (!follows && !there(i + 1))
        dots += "<circle class=\"f" + std::to_string(line + 1) + "\" r=\"2\" cx=\"" +
                pixels(point(line, i).x) + "\" cy=\"" + pixels(point(line, i).y) + "\"/>\n";
    }
    if (!path.empty())
      out_ += "<path class=\"" + style_of(line) + "\" d=\"" + path + "\"/>\n" + dots;
  }

  void paint_end_of_run() {
    if (!plot_.run_ends || *plot_.run_ends >= static_cast<double>(seconds_)) return;
    const auto x = x_.place(*plot_.run_ends);
    out_ += svg_line({x, area_.top - 8}, {x, area_.bottom}, "lane down");
    const bool to_right = area_.right - x > text_width(9, small_px);
    out_ += svg_text({to_right ? x + 4 : x - 4, area_.top - 2}, "run ends", "small soft",
                     to_right ? text_anchor::start : text_anchor::end);
  }

  void paint_legend() {
    double x = 6;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      out_ += svg_line({x, 33}, {x + sample, 33}, style_of(i));
      out_ += svg_text({x + sample + 5, 37}, names_[i], "small");
      x += sample + 20 + text_width(drawn_columns(names_[i]), small_px);
    }
  }

  /// At the ends of the lines, from the top down, as close to them as they may be.
  void paint_names() {
    struct name_place {
      double y;
      std::size_t line;
    };
    std::vector<name_place> places;
    for (std::size_t line = 0; line < values_.size(); ++line)
      for (auto i = values_[line].size(); i-- > 0;)
        if (std::isfinite(values_[line][i])) {
          places.push_back({point(line, i).y, line});
          break;
        }
    std::stable_sort(places.begin(), places.end(),
                     [](const auto& a, const auto& b) { return a.y < b.y; });
    double free_to = area_.bottom - label_height * static_cast<double>(places.size()) - 2;
    double free_from = area_.top;
    for (const auto& [wanted, line] : places) {
      const auto y = std::clamp(wanted, free_from, std::max(free_from, free_to + label_height));
      out_ += svg_text({area_.right + 6, y + 4}, names_[line], "small");
      free_from = y + label_height;
      free_to += label_height;
    }
  }

  const line_plot& plot_;
  std::size_t seconds_;
  std::size_t each_;
  std::vector<std::vector<double>> values_;
  std::vector<std::string> names_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  plot_scale x_ = plot_scale::linear(1, 1), y_ = plot_scale::linear(1, 1);
  plot_area area_;
  std::string out_;
};

std::string table_of(const line_plot& plot) {
  const auto seconds = seconds_of(plot);
  const auto each = seconds_each(seconds, plot_rows_max);
  std::string out = "<caption>" + xml_escape(drawn(plot.title));
  if (each > 1)
    out += (plot.folds == line_plot::fold::mean ? ", means of " : ", highest of ") + counted(each) +
           " s each";
  out += "</caption>\n<thead><tr><th scope=\"col\">from second</th>";
  std::vector<std::vector<double>> values;
  for (const auto& line : plot.lines) {
    out += "<th scope=\"col\">" + xml_escape(drawn(line.name)) + "</th>";
    values.push_back(folded(plot, line, each));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row * each < seconds; ++row) {
    out += "<tr><th scope=\"row\">" + counted(row * each) + "</th>";
    for (const auto& line : values) {
      const bool there = row < line.size() && std::isfinite(line[row]);
      out += "<td>" + (there ? with_unit(line[row], plot.unit) : "-") + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n";
}

}  // namespace

std::string to_svg(const line_plot& plot) {
  return line_painter(plot).paint();
}

std::string to_figure(const line_plot& plot) {
  return plot_figure(to_svg(plot), plot.title, table_of(plot));
}

}  // namespace aviary
