#include "sim/draw/histogram_plot.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/numerals.hpp"

namespace aviary {
namespace {

constexpr double mark_line = 14;

struct bucket {
  double from_ms = 0, to_ms = 0;
  std::uint64_t count = 0;
};

/// Without the empty ones at both ends.
std::vector<bucket> buckets_of(const histogram_plot& plot) {
  std::vector<bucket> all;
  double last = 0;
  for (std::size_t i = 0; i < std::min(plot.upper_ms.size(), plot.counts.size()); ++i) {
    auto upper = plot.upper_ms[i];
    if (!std::isfinite(upper)) upper = last > 0 ? 2 * last : 1;
    if (upper <= last) continue;
    all.push_back({last > 0 ? last : upper / 2, upper, plot.counts[i]});
    last = upper;
  }
  const auto full = [](const auto& one) { return one.count > 0; };
  all.erase(std::find_if(all.rbegin(), all.rend(), full).base(), all.end());
  all.erase(all.begin(), std::find_if(all.begin(), all.end(), full));
  return all;
}

std::uint64_t sum_of(const std::vector<bucket>& buckets) {
  return std::accumulate(buckets.begin(), buckets.end(), std::uint64_t{0},
                         [](auto sum, const auto& one) { return sum + one.count; });
}

class histogram_painter {
 public:
  explicit histogram_painter(const histogram_plot& plot)
      : plot_(plot), buckets_(buckets_of(plot)) {}

  std::string paint() {
    if (buckets_.empty()) return draw_no_values(plot_.title, description());
    std::uint64_t most = 0;
    for (const auto& one : buckets_) most = std::max(most, one.count);
    y_ = plot_scale::linear(static_cast<double>(most), 5);
    x_ = plot_scale::logarithmic(buckets_.front().from_ms, buckets_.back().to_ms);
    area_ = plot_room(y_, plot_unit::number, 0, plot_.marks.size());
    x_.along(area_.left, area_.right);
    y_.along(area_.bottom, area_.top);
    out_ = svg_head(plot_width, plot_height, drawn(plot_.title), description(), "img");
    out_ += draw_frame(plot_.title, area_, x_, plot_unit::milliseconds, y_, plot_unit::number);
    for (const auto& one : buckets_) paint_bar(one);
    for (std::size_t i = 0; i < plot_.marks.size(); ++i) paint_mark(i);
    return out_ + "</svg>\n";
  }

 private:
  std::string description() const {
    auto out = "Histogram of " + counted(sum_of(buckets_)) + " " + drawn(plot_.counts_what) +
               ", time on a logarithmic scale.";
    for (const auto& mark : plot_.marks)
      out += " " + drawn(mark.name) + ": " + with_unit(mark.at_ms, plot_unit::milliseconds) + ".";
    return out;
  }

  void paint_bar(const bucket& one) {
    if (one.count == 0) return;
    const auto left = x_.place(one.from_ms);
    const auto right = x_.place(one.to_ms);
    // Even one of very many is seen.
    const auto top = std::min(y_.place(static_cast<double>(one.count)), area_.bottom - 1.5);
    out_ += "<rect class=\"f1\" x=\"" + pixels(left + 0.5) + "\" y=\"" + pixels(top) +
            "\" width=\"" + pixels(std::max(1.0, right - left - 1)) + "\" height=\"" +
            pixels(area_.bottom - top) + "\"><title>" +
            with_unit(one.from_ms, plot_unit::milliseconds) + " to " +
            with_unit(one.to_ms, plot_unit::milliseconds) + ": " + counted(one.count) +
            "</title></rect>\n";
  }

  /// A line down, and what it means, one below the other, so that neighbours never meet.
  void paint_mark(std::size_t i) {
    const auto& mark = plot_.marks[i];
    if (!(mark.at_ms > 0)) return;
    const auto x = x_.place(mark.at_ms);
    const auto y = 34 + mark_line * static_cast<double>(i);
    out_ += svg_line({x, y + 4}, {x, area_.bottom}, "line c2 d2");
    const auto room = columns_within(plot_width - 12, small_px);
    const auto text =
        shortened(drawn(mark.name) + ": " + with_unit(mark.at_ms, plot_unit::milliseconds), room);
    const auto half = text_width(drawn_columns(text), small_px) / 2;
    out_ += svg_text({std::clamp(x, half + 6, std::max(half + 6, plot_width - half - 6)), y}, text,
                     "small", text_anchor::middle);
  }

  const histogram_plot& plot_;
  std::vector<bucket> buckets_;
  plot_scale x_ = plot_scale::linear(1, 1), y_ = plot_scale::linear(1, 1);
  plot_area area_;
  std::string out_;
};

std::string table_of(const histogram_plot& plot) {
  const auto buckets = buckets_of(plot);
  const auto all = static_cast<double>(sum_of(buckets));
  std::string out = "<caption>" + xml_escape(drawn(plot.title)) +
                    "</caption>\n<thead><tr><th scope=\"col\">up to</th><th scope=\"col\">" +
                    xml_escape(drawn(plot.counts_what)) +
                    "</th><th scope=\"col\">share so far</th></tr></thead>\n<tbody>\n";
  std::uint64_t so_far = 0;
  for (const auto& one : buckets) {
    so_far += one.count;
    out += "<tr><th scope=\"row\">" + with_unit(one.to_ms, plot_unit::milliseconds) + "</th><td>" +
           counted(one.count) + "</td><td>" + percent_text(static_cast<double>(so_far) / all) +
           "</td></tr>\n";
  }
  return out + "</tbody>\n";
}

}  // namespace

std::string to_svg(const histogram_plot& plot) {
  return histogram_painter(plot).paint();
}

std::string to_figure(const histogram_plot& plot) {
  return plot_figure(to_svg(plot), plot.title, table_of(plot));
}

}  // namespace aviary
