#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The project's own text, as the house rules read it: a tree on disk, or a small one made up by a
// test that wants to see a rule fail. Reads no compiler output and knows no C++ beyond comments,
// literals, includes and braces; what needs more than that is left to the compiler's warnings.

namespace aviary::tidy {

/// What a raw string's octets are replaced by in `source_file::code`.
inline constexpr char raw_text = '\x1a';

struct source_file {
  /// The lines as they stand, without their ends. Line n of a report is `lines[n - 1]`.
  std::vector<std::string> lines;
  /// C++ only: the same lines, comments and the insides of literals replaced by blanks (raw strings
  /// by `raw_text`), so that columns still agree. Empty for every other kind of file.
  std::vector<std::string> code;
};

struct include {
  std::size_t line = 0;
  std::string path;
  bool quoted = false;
};

/// Path relative to the project's root, with '/' -> file. Ordered, so that reports are.
using source_tree = std::map<std::string, source_file>;

/// Everything under `root` that people write: no build folders, nothing hidden but `.ci`.
source_tree read_tree(const std::filesystem::path& root);

/// A tree of these files: {path, text} each.
source_tree made_up_tree(
    std::initializer_list<std::pair<const std::string, std::string_view>> files);

bool is_cpp(std::string_view path);
bool is_header(std::string_view path);

/// The top folder of a path, empty for a file at the root.
std::string_view folder_of(std::string_view path);

/// Shell pattern in which `*` also crosses '/' (fnmatch(3) without flags).
bool matches(std::string_view pattern, std::string_view path);
bool matches_any(std::initializer_list<std::string_view> patterns, std::string_view path);

std::vector<include> includes_of(const source_file& file);

/// Column of `word` in `line` at or after `from` where no identifier character touches it, or npos.
/// A word that itself ends (or begins) in something else than an identifier character is taken as
/// bounded there.
std::size_t find_word(std::string_view line, std::string_view word, std::size_t from = 0);

}  // namespace aviary::tidy
