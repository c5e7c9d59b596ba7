#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "tests/tidy/rules.hpp"

namespace aviary::tidy {

namespace {

constexpr std::size_t line_columns_max = 100;
constexpr std::size_t file_lines_max = 600;
constexpr std::size_t wiring_lines_max = 200;
constexpr std::size_t function_lines_max = 70;

// -- lines and files -----------------------------------------------------------------------------

bool is_code(std::string_view path) {
  return is_cpp(path) || path.ends_with(".py") || path.ends_with(".ts") || path.ends_with(".tsx") ||
         path.ends_with(".cmake") || path.ends_with("CMakeLists.txt") ||
         matches_any({"scripts/*", ".ci/*"}, path);
}

// Columns as an editor counts them: continuation octets of UTF-8 take none.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

// The transcript that a test expects stands in a raw string as it is, however wide it may be.
bool is_transcript(std::string_view path, const source_file& file, std::size_t i) {
  return path.starts_with("tests/") && !file.code.empty() &&
         file.code[i].find(raw_text) != std::string::npos;
}

breaches line_length(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_code(path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (const auto width = columns(file.lines[i]);
          width > line_columns_max && !is_transcript(path, file, i))
        found.push_back({path, i + 1,
                         std::to_string(width) + " columns, at most " +
                             std::to_string(line_columns_max) + "; run scripts/format"});
  }
  return found;
}

breaches trailing_blanks(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree)
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (const auto& line = file.lines[i];
          !line.empty() && std::string_view(" \t\r").find(line.back()) != std::string_view::npos &&
          !is_transcript(path, file, i))
        found.push_back({path, i + 1, "the line ends in blanks; cut them off"});
  return found;
}

breaches file_length(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_code(path)) continue;
    const bool wiring = matches_any({"bird/bird.cpp", "console/console.cpp"}, path);
    const auto most = wiring ? wiring_lines_max : file_lines_max;
    if (file.lines.size() <= most) continue;
    found.push_back({path, most + 1,
                     std::to_string(file.lines.size()) + " lines, at most " + std::to_string(most) +
                         (wiring ? " for a wiring file; what branches belongs to a unit of its own"
                                 : "; split the unit where it has two subjects")});
  }
  return found;
}

// -- functions -----------------------------------------------------------------------------------

// Measures functions from their first line to their closing brace, by braces alone. It relies on
// clang-format: a brace that opens a body has a blank before it, one that opens an initializer has
// none or follows `=`, `,`, `return` or another initializer. Lambdas count to the function they are
// in. Directives are skipped; a macro is never longer than its uses want.
class function_meter {
 public:
  function_meter(const std::string& path, const source_file& file) : path_(path), file_(file) {}

  breaches run() {
    bool directive = false;
    for (line_ = 0; line_ < file_.code.size(); ++line_) {
      const auto& text = file_.code[line_];
      const auto first = text.find_first_not_of(" \t");
      directive = directive || (first != text.npos && text[first] == '#');
      if (!directive)
        for (const char c : text) take(c);
      directive = directive && text.ends_with('\\');
      if (!head_.empty()) head_ += ' ';
    }
    return std::move(found_);
  }

 private:
  enum class scope { outer, function, inner, initializer };

  void take(char c) {
    switch (c) {
      case '{':
        return open();
      case '}':
        return close();
      case ';':
        if (!in_initializer() && parentheses_ == 0) return forget_head();
        break;
      case '(':
        ++parentheses_;
        break;
      case ')':
        --parentheses_;
        break;
      default:
        break;
    }
    if (head_.empty() && std::isspace(static_cast<unsigned char>(c)) != 0) return;
    if (head_.empty()) head_line_ = line_;
    head_ += c;
  }

  void open() {
    const auto kind = kind_of_brace();
    scopes_.push_back({kind, head_line_, parentheses_});
    if (kind == scope::initializer) {
      head_ += '{';
      return;
    }
    parentheses_ = 0;
    forget_head();
  }

  void close() {
    if (scopes_.empty()) return;
    const auto [kind, first_line, parentheses] = scopes_.back();
    scopes_.pop_back();
    parentheses_ = parentheses;
    if (kind == scope::initializer) {
      head_ += '}';
      return;
    }
    forget_head();
    const auto length = line_ - first_line + 1;
    if (kind == scope::function && length > function_lines_max)
      found_.push_back({path_, first_line + 1,
                        "a function of " + std::to_string(length) + " lines, at most " +
                            std::to_string(function_lines_max) +
                            "; one function branches, helpers compute"});
  }

  scope kind_of_brace() const {
    const bool in_function = std::any_of(scopes_.begin(), scopes_.end(), [](const auto& outer) {
      return outer.kind == scope::function || outer.kind == scope::inner;
    });
    if (in_function) return opens_initializer() ? scope::initializer : scope::inner;
    if (in_initializer() || opens_initializer()) return scope::initializer;
    if (has_word("namespace") || has_word("extern")) return scope::outer;
    if (head_.find('(') != head_.npos && !starts_type()) return scope::function;
    return scope::outer;
  }

  bool opens_initializer() const {
    if (head_.empty()) return false;
    const auto last = head_.find_last_not_of(' ');
    const std::string_view before(head_.data(), last + 1);
    if (before.ends_with("return")) return true;
    if (std::string_view("=,({[<?:&|").find(before.back()) != std::string_view::npos) return true;
    return last + 1 == head_.size();  // nothing but a name touches it: `name{...}`, `type<x>{...}`
  }

  // After its template head, if any: `class T` there makes no class of what follows.
  bool starts_type() const {
    std::string_view head = head_;
    while (head.starts_with("template")) {
      int depth = 0;
      std::size_t at = head.find('<');
      for (; at < head.size(); ++at) {
        depth += head[at] == '<' ? 1 : head[at] == '>' ? -1 : 0;
        if (depth == 0) break;
      }
      head.remove_prefix(std::min(at + 1, head.size()));
      head.remove_prefix(std::min(head.find_first_not_of(' '), head.size()));
    }
    return std::any_of(type_words.begin(), type_words.end(),
                       [&](auto word) { return find_word(head, word) == 0; });
  }

  bool has_word(std::string_view word) const { return find_word(head_, word) != head_.npos; }
  bool in_initializer() const {
    return !scopes_.empty() && scopes_.back().kind == scope::initializer;
  }
  void forget_head() { head_.clear(); }

  struct opened {
    scope kind;
    std::size_t first_line;
    int parentheses;
  };

  static constexpr std::array<std::string_view, 4> type_words{"class", "struct", "union", "enum"};

  const std::string& path_;
  const source_file& file_;
  std::vector<opened> scopes_;
  std::string head_;
  std::size_t head_line_ = 0;
  std::size_t line_ = 0;
  int parentheses_ = 0;
  breaches found_;
};

breaches function_length(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path)) continue;
    auto of_file = function_meter(path, file).run();
    found.insert(found.end(), of_file.begin(), of_file.end());
  }
  return found;
}

// -- units and their tests -----------------------------------------------------------------------

struct exemption {
  std::string_view pattern;
  std::string_view reason;
};

// Units that have no test file of their own, and where they are shown instead.
constexpr std::array<exemption, 14> without_unit_test{{
    {"*main.cpp", "argument parsing and wiring; tests/system runs the programs"},
    {"*_actor.cpp", "maps effects to sends; shown through the decider and the simulator"},
    {"bird/bird.cpp", "wiring without a branch; tests/system runs the programs"},
    {"console/console.cpp", "wiring without a branch; tests/system runs the programs"},
    {"*_program.cpp", "starts and ends the wiring; tests/system runs the programs"},
    {"*/commands/*_command.cpp", "one verb of a command line; tests/system types it"},
    {"*/commands/commands.cpp", "what the verbs share; tests/system types them"},
    {"console/commands/api_client.cpp", "a socket; the command lines of tests/system use it"},
    {"console/api/*_api.cpp", "one resource; tests/console/api/api_test.cpp asks them all"},
    {"sim/nodes/*_node.cpp", "one side of the simulated world; tests/sim/world_test.cpp runs it"},
    {"sim/faults/*", "tests/sim/faults/fault_test.cpp lets each strike alone"},
    {"bird/path_selftest.cpp", "a socket and a clock; tests/system types `selftest path`"},
    {"bird/pull_selftest.cpp", "a socket and a clock; tests/system types `selftest pull`"},
    {"bird/decoy_feed.cpp", "a socket and a child; tests/system logs in at its decoy"},
}};

bool is_product(std::string_view path) {
  return matches_any({"messages/*", "storage/*", "actors/*", "bird/*", "console/*", "sim/*"}, path);
}

breaches test_per_unit(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_product(path) || !path.ends_with(".cpp")) continue;
    if (std::any_of(without_unit_test.begin(), without_unit_test.end(),
                    [&path = path](const auto& exempt) { return matches(exempt.pattern, path); }))
      continue;
    const auto test = "tests/" + path.substr(0, path.size() - 4) + "_test.cpp";
    if (!tree.contains(test))
      found.push_back({path, 1,
                       "no " + test +
                           "; write one, or enter the unit with a reason in "
                           "without_unit_test (tests/tidy/shape_rules.cpp)"});
  }
  return found;
}

breaches unit_per_test(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    const std::string_view end = "_test.cpp";
    if (!path.starts_with("tests/") || !path.ends_with(end)) continue;
    const auto unit = path.substr(6, path.size() - 6 - end.size());
    if (!is_product(unit) || tree.contains(unit + ".hpp") || tree.contains(unit + ".cpp")) continue;
    found.push_back({path, 1,
                     "there is no unit " + unit +
                         ".hpp or .cpp; name the test after the "
                         "unit that it tests, in the same folder"});
  }
  return found;
}

breaches pragma_once(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree)
    if (is_header(path) && (file.lines.empty() || file.lines.front() != "#pragma once"))
      found.push_back({path, 1, "a header's first line is `#pragma once`"});
  return found;
}

// A section rule that is a column too long is broken in two by clang-format.
breaches section_rules(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string_view line = file.lines[i];
      const auto first = line.find("// --");
      if (first == line.npos || line.find_first_not_of(" ") != first) continue;
      if (line.find_first_not_of("-", first + 3) == line.npos)
        found.push_back({path, i + 1,
                         "a section rule without a name; write "
                         "`// -- name ---...` in one line of at most 100 columns"});
    }
  }
  return found;
}

constexpr std::array<rule, 8> rules{{
    {"line_length", line_length},
    {"trailing_blanks", trailing_blanks},
    {"file_length", file_length},
    {"function_length", function_length},
    {"test_per_unit", test_per_unit},
    {"unit_per_test", unit_per_test},
    {"pragma_once", pragma_once},
    {"section_rules", section_rules},
}};

}  // namespace

std::span<const rule> shape_rules() {
  return rules;
}

}  // namespace aviary::tidy
