#include "sim/coverage/coverage_table.hpp"

#include "sim/coverage/coverage_rules.hpp"

namespace aviary {
namespace {

void for_each_cell(auto&& visit) {
  for (const auto& fault : coverage_faults())
    for (std::size_t state = 0; state < exchange_names.size(); ++state)
      for (std::size_t about = 0; about < subject_names.size(); ++about)
        visit(coverage_cell{fault, static_cast<exchange>(state), static_cast<subject_kind>(about)});
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.insert(0, width > out.size() ? width - out.size() : 0, ' ');
  return out;
}

std::string shown(const coverage_table& table, const coverage_cell& cell) {
  const auto hits = table.hits(cell);
  if (hits > 0) return std::to_string(hits);
  return why_never(cell).empty() ? "." : "-";
}

std::string block_of(const coverage_table& table, const std::string& fault) {
  constexpr std::size_t state_width = 13;
  std::string out = fault + '\n' + std::string(state_width, ' ');
  for (const auto name : subject_names) out += padded(name, name.size() + 2);
  out += '\n';
  for (std::size_t state = 0; state < exchange_names.size(); ++state) {
    std::string cells;
    bool can_be = false;
    for (std::size_t about = 0; about < subject_names.size(); ++about) {
      const coverage_cell cell{fault, static_cast<exchange>(state),
                               static_cast<subject_kind>(about)};
      const auto text = shown(table, cell);
      can_be = can_be || text != "-";
      cells += padded(text, subject_names[about].size() + 2);
    }
    if (can_be) out += padded(exchange_names[state], state_width) + cells + '\n';
  }
  return out;
}

std::string list_of(const std::vector<coverage_cell>& cells) {
  std::string out, fault;
  for (const auto& cell : cells) {
    if (cell.fault != fault) out += (fault.empty() ? "  " : "\n  ") + cell.fault + ": ";
    out += (cell.fault == fault ? ", " : "") + std::string(name_of(cell.state)) + " / " +
           std::string(name_of(cell.about));
    fault = cell.fault;
  }
  return out + '\n';
}

}  // namespace

coverage_sum sum_up(const coverage_table& table) {
  coverage_sum out;
  for_each_cell([&](const coverage_cell& cell) {
    const auto hits = table.hits(cell);
    const auto why = why_never(cell);
    out.strikes += hits;
    if (!why.empty() && hits == 0) ++out.impossible[std::string(why)];
    if (!why.empty() && hits > 0) out.surprises.push_back(cell);
    if (!why.empty()) return;
    ++out.possible;
    if (hits > 0)
      ++out.hit;
    else
      out.missed.push_back(cell);
  });
  return out;
}

std::string to_text(const coverage_table& table) {
  std::string out;
  for (const auto& fault : coverage_faults()) out += block_of(table, fault) + '\n';
  const auto sum = sum_up(table);
  out += std::to_string(sum.hit) + " of " + std::to_string(sum.possible) + " cells hit, " +
         std::to_string(sum.strikes) + " times in all\n";
  if (!sum.missed.empty()) out += "\nnever hit (" + std::to_string(sum.missed.size()) + "):\n";
  if (!sum.missed.empty()) out += list_of(sum.missed);
  if (!sum.surprises.empty())
    out += "\nhit, though this table says that they cannot be:\n" + list_of(sum.surprises);
  out += "\ncannot be:\n";
  for (const auto& [why, cells] : sum.impossible)
    out += padded(std::to_string(cells), 6) + "  " + why + '\n';
  return out;
}

}  // namespace aviary
