#include "sim/draw/sequence_page.hpp"

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/page.hpp"
#include "sim/draw/svg_chart.hpp"
#include "sim/draw/text_chart.hpp"

namespace aviary {
namespace {

std::string paragraph_of(const std::string& text) {
  return text.empty() ? std::string{} : "<p>" + html_text(text) + "</p>\n";
}

std::string anchor_of(std::size_t part) {
  return "chart-" + std::to_string(part + 1);
}

/// The title stands above the chart, so it is not drawn again within.
std::string section(const sequence_page_part& part, std::size_t number) {
  auto untitled = part.chart;
  untitled.title.clear();
  const auto title = html_text(part.chart.title);
  return "<section id=\"" + anchor_of(number) + "\">\n<h2>" + title + "</h2>\n" +
         paragraph_of(part.paragraph) +
         "<div class=\"chart\" tabindex=\"0\" role=\"region\" aria-label=\"Chart: " + title +
         "\">\n" + to_svg(untitled) +
         "</div>\n<details>\n<summary>The same as text</summary>\n<pre tabindex=\"0\">" +
         xml_escape(to_text(untitled)) + "</pre>\n</details>\n</section>\n";
}

}  // namespace

std::string sequence_page(const std::string& title, const std::string& paragraph,
                          const std::vector<sequence_page_part>& parts) {
  auto body = "<h1>" + html_text(title) + "</h1>\n" + paragraph_of(paragraph);
  if (parts.size() > 1) {
    body += "<nav aria-label=\"Charts\">\n<ol>\n";
    for (std::size_t i = 0; i < parts.size(); ++i)
      body += "<li><a href=\"#" + anchor_of(i) + "\">" + html_text(parts[i].chart.title) +
              "</a></li>\n";
    body += "</ol>\n</nav>\n";
  }
  for (std::size_t i = 0; i < parts.size(); ++i) body += section(parts[i], i);
  return html_page(title, body);
}

}  // namespace aviary
