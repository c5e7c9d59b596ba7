#include "tests/tidy/source_tree.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace aviary::tidy {

namespace {

bool identifier_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

// Walks over C++ text once and blanks what is not code. Newlines stay, so lines keep their numbers.
class blanker {
 public:
  explicit blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    if (starts("//")) return blank_until("\n", 0);
    if (starts("/*")) return blank_until("*/", 2);
    if (starts("R\"") && !touches_identifier()) return raw_string();
    if (text_[at_] == '"') return literal('"');
    // An apostrophe between digits or letters separates digits (5.13.2 [lex.icon]) or belongs to
    // prose in a directive; neither opens a literal.
    if (text_[at_] == '\'' && !touches_identifier()) return literal('\'');
    ++at_;
  }

  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool touches_identifier() const { return at_ > 0 && identifier_char(text_[at_ - 1]); }

  void blank(std::size_t end, char with = ' ') {
    for (end = std::min(end, text_.size()); at_ < end; ++at_)
      if (text_[at_] != '\n') out_[at_] = with;
  }

  void blank_until(std::string_view what, std::size_t and_octets) {
    const auto end = text_.find(what, at_ + 2);
    blank(end == text_.npos ? text_.size() : end + and_octets);
  }

  void raw_string() {
    const auto open = text_.find('(', at_);
    if (open == text_.npos) return blank(text_.size(), raw_text);
    const auto closing = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const auto end = text_.find(closing, open);
    blank(end == text_.npos ? text_.size() : end + closing.size(), raw_text);
  }

  // The quotes stay: a rule can see that a literal stood there, and not what it said.
  void literal(char quote) {
    const auto first = ++at_;
    auto end = first;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2 : 1;
    blank(end);
    if (at_ < text_.size() && text_[at_] == quote) ++at_;
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

source_file file_of(std::string_view path, std::string_view text) {
  source_file file{split_lines(text), {}};
  if (is_cpp(path)) file.code = split_lines(blanker(text).run());
  return file;
}

bool is_text_of_ours(const std::filesystem::path& path) {
  static const std::set<std::string> extensions{
      ".cpp", ".hpp", ".h",    ".py",   ".sh",  ".cmake",   ".md",   ".ts",  ".tsx", ".json",
      ".txt", ".css", ".html", ".yaml", ".yml", ".service", ".toml", ".inc", ""};
  return extensions.contains(path.extension().string()) && path.filename() != "LICENSE";
}

bool is_foreign_folder(const std::filesystem::path& path) {
  const auto name = path.filename().string();
  if (name.starts_with(".")) return name != ".ci";
  return name == "build" || name == "node_modules" || name == "dist" || name == "__pycache__" ||
         name == "corpus";
}

}  // namespace

source_tree read_tree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  source_tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory()) {
      if (is_foreign_folder(entry->path())) entry.disable_recursion_pending();
      continue;
    }
    const auto path = fs::relative(entry->path(), root).generic_string();
    if (!entry->is_regular_file() || !is_text_of_ours(entry->path())) continue;
    const auto name = entry->path().filename().string();
    if (name.starts_with(".") || name == "package-lock.json") continue;
    std::ifstream in(entry->path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.find('\0') == text.npos) tree.emplace(path, file_of(path, text));
  }
  return tree;
}

source_tree made_up_tree(
    std::initializer_list<std::pair<const std::string, std::string_view>> files) {
  source_tree tree;
  for (const auto& [path, text] : files) tree.emplace(path, file_of(path, text));
  return tree;
}

bool is_header(std::string_view path) {
  return path.ends_with(".hpp") || path.ends_with(".h");
}
bool is_cpp(std::string_view path) {
  return is_header(path) || path.ends_with(".cpp");
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.find('/');
  return slash == path.npos ? std::string_view{} : path.substr(0, slash);
}

bool matches(std::string_view pattern, std::string_view path) {
  return fnmatch(std::string(pattern).c_str(), std::string(path).c_str(), 0) == 0;
}

bool matches_any(std::initializer_list<std::string_view> patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](auto pattern) { return matches(pattern, path); });
}

std::vector<include> includes_of(const source_file& file) {
  std::vector<include> found;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    // The code says that it is a directive and no comment; the path is blanked there as a literal.
    std::istringstream words(file.code[i]);
    std::string word;
    if (!(words >> word) || !word.starts_with("#include")) continue;
    const std::string_view line = file.lines[i];
    const auto open = line.find_first_of("<\"");
    if (open == line.npos) continue;
    const auto close = line.find_first_of(">\"", open + 1);
    if (close == line.npos) continue;
    found.push_back(
        {i + 1, std::string(line.substr(open + 1, close - open - 1)), line[open] == '"'});
  }
  return found;
}

std::size_t find_word(std::string_view line, std::string_view word, std::size_t from) {
  for (auto at = line.find(word, from); at != line.npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool free_before =
        !identifier_char(word.front()) || at == 0 || !identifier_char(line[at - 1]);
    const bool free_after =
        !identifier_char(word.back()) || end == line.size() || !identifier_char(line[end]);
    if (free_before && free_after) return at;
  }
  return line.npos;
}

}  // namespace aviary::tidy
