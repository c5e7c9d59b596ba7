#include "sim/draw/coverage_page.hpp"

#include "sim/coverage/coverage_rules.hpp"
#include "sim/draw/numerals.hpp"
#include "sim/draw/page.hpp"

namespace aviary {
namespace {

/// A number, a dot for what was not hit, a dash for what cannot be.
std::string shown(const coverage_table& table, const coverage_cell& cell) {
  const auto hits = table.hits(cell);
  if (hits > 0) return "<td>" + html_text(counted(hits)) + "</td>";
  const auto why = why_never(cell);
  if (why.empty()) return "<td><strong>\u00b7</strong></td>";
  return "<td class=\"soft\" title=\"" + html_text(why) + "\">\u2013</td>";
}

/// Empty when no cell of the row can be.
std::string row_of(const coverage_table& table, const std::string& fault, exchange state) {
  std::string cells;
  bool can_be = false;
  for (std::size_t about = 0; about < subject_names.size(); ++about) {
    const coverage_cell cell{fault, state, static_cast<subject_kind>(about)};
    can_be = can_be || table.hits(cell) > 0 || why_never(cell).empty();
    cells += shown(table, cell);
  }
  if (!can_be) return {};
  return "<tr><th scope=\"row\">" + html_text(name_of(state)) + "</th>" + cells + "</tr>\n";
}

std::string table_of(const coverage_table& table, const std::string& fault) {
  auto out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Fault: " +
             html_text(fault) + "\">\n<table>\n<caption>" + html_text(fault) +
             "</caption>\n<thead><tr><td></td>";
  for (const auto name : subject_names) out += "<th scope=\"col\">" + html_text(name) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t state = 0; state < exchange_names.size(); ++state)
    out += row_of(table, fault, static_cast<exchange>(state));
  return out + "</tbody>\n</table>\n</div>\n";
}

/// Fault by fault.
std::string list_of(const std::vector<coverage_cell>& cells) {
  std::string out = "<dl>\n", fault;
  for (const auto& cell : cells) {
    const auto name =
        html_text(name_of(cell.state)) + "\u00a0/\u00a0" + html_text(name_of(cell.about));
    if (cell.fault == fault)
      out += ", " + name;
    else
      out += (fault.empty() ? "<dt>" : "</dd>\n<dt>") + html_text(cell.fault) + "</dt><dd>" + name;
    fault = cell.fault;
  }
  return out + (fault.empty() ? "" : "</dd>\n") + "</dl>\n";
}

std::string reasons(const coverage_sum& sum) {
  std::string out =
      "<table>\n<thead><tr><th scope=\"col\">Why</th>"
      "<th scope=\"col\">Cells</th></tr></thead>\n<tbody>\n";
  for (const auto& [why, cells] : sum.impossible)
    out += "<tr><th scope=\"row\">" + html_text(why) + "</th><td>" + html_text(counted(cells)) +
           "</td></tr>\n";
  return out + "</tbody>\n</table>\n";
}

}  // namespace

std::string coverage_page(const coverage_table& table, std::string_view what) {
  const auto sum = sum_up(table);
  auto body = "<h1>Which faults met which states</h1>\n<p>" + html_text(what) + ": " +
              html_text(counted(sum.hit)) + " of " + html_text(counted(sum.possible)) +
              " cells hit, " + html_text(counted(sum.strikes)) +
              " times in all. A line is the state of the struck bird's exchange, a column what the "
              "struck datagram, append or second was about. A dot was never hit, a dash cannot "
              "be.</p>\n";
  if (!sum.surprises.empty())
    body += "<h2>Hit, though a rule says that they cannot be</h2>\n" + list_of(sum.surprises);
  if (!sum.missed.empty()) body += "<h2>Never hit</h2>\n" + list_of(sum.missed);
  body += "<h2>What cannot be</h2>\n" + reasons(sum) + "<h2>The table</h2>\n";
  for (const auto& fault : coverage_faults()) body += table_of(table, fault);
  return html_page("Which faults met which states", body);
}

}  // namespace aviary
