#include "console/delegation/resolv_conf.hpp"

#include <algorithm>

#include "messages/resolver_address.hpp"

namespace aviary {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view keyword = "nameserver";

/// The next word of `line`, which loses it.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const auto word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

std::optional<endpoint> first_resolver(std::string_view resolv_conf) {
  while (!resolv_conf.empty()) {
    auto line = resolv_conf.substr(0, resolv_conf.find('\n'));
    resolv_conf.remove_prefix(std::min(line.size() + 1, resolv_conf.size()));
    if (take_word(line) != keyword) continue;
    if (const auto at = parse_resolver(take_word(line))) return *at;
  }
  return std::nullopt;
}

}  // namespace aviary
