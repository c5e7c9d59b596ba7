#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/coverage/coverage_cell.hpp"

// How often each fault met each state of an exchange over each kind of message, over many worlds.

namespace aviary {

class coverage_table {
 public:
  void add(const coverage_cell& cell, std::uint64_t times = 1) { hits_[cell] += times; }
  void add(const coverage_table& other) {
    for (const auto& [cell, times] : other.hits_) hits_[cell] += times;
  }
  std::uint64_t hits(const coverage_cell& cell) const {
    const auto found = hits_.find(cell);
    return found == hits_.end() ? 0 : found->second;
  }
  /// Only cells that were hit.
  const std::map<coverage_cell, std::uint64_t>& all() const { return hits_; }

 private:
  std::map<coverage_cell, std::uint64_t> hits_;
};

/// What a table comes to.
struct coverage_sum {
  std::uint64_t strikes = 0;
  std::size_t hit = 0;
  std::size_t possible = 0;
  /// Cells that cannot be, by reason.
  std::map<std::string, std::size_t> impossible;
  /// That can be and were not hit.
  std::vector<coverage_cell> missed;
  /// That were hit though they cannot be: the reason is wrong.
  std::vector<coverage_cell> surprises;
};
coverage_sum sum_up(const coverage_table& table);

/// For a terminal: a block for each fault, a line for each state. `-` is a cell that cannot be, `.`
/// one that was not hit.
std::string to_text(const coverage_table& table);

}  // namespace aviary
