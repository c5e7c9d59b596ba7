#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source_tree.hpp"

// The house rules. Each is a pure function of a source tree; tests/tidy_test.cpp runs them over the
// project and, over small made-up trees, shows that each of them can fail.

namespace aviary::tidy {

struct breach {
  std::string path;
  std::size_t line = 0;
  /// What is wrong and what to do, for the person who sees the test fail.
  std::string advice;
};

using breaches = std::vector<breach>;

struct rule {
  std::string_view name;
  breaches (*check)(const source_tree&);

  friend std::ostream& operator<<(std::ostream& out, const rule& shown) {
    return out << shown.name;
  }
};

/// Who may include what: the ladder, the doors to libraries, deciders free of CAF.
std::span<const rule> include_rules();
/// How large things may be, which files belong together, what a header begins with.
std::span<const rule> shape_rules();
/// What the text may say: words, paths, links, where a language may stand.
std::span<const rule> text_rules();

}  // namespace aviary::tidy
