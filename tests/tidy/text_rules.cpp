#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "tests/tidy/rules.hpp"

namespace aviary::tidy {

namespace {

// This folder names what it forbids; its own text is therefore not held against it.
bool is_tidy_itself(std::string_view path) {
  return matches_any({"tests/tidy/*", "tests/tidy_test.cpp"}, path);
}

// -- words ---------------------------------------------------------------------------------------

struct banned {
  std::string_view word;
  std::vector<std::string_view> in;
  std::vector<std::string_view> but_not_in;
  std::string_view instead;
};

const std::vector<std::string_view> all_code{"messages/*", "storage/*", "actors/*", "bird/*",
                                             "console/*",  "sim/*",     "tests/*",  "bench/*"};
const std::vector<std::string_view> product{"messages/*", "storage/*", "actors/*",
                                            "bird/*",     "console/*", "sim/*"};

// Read in code, comments and literals alike: what is unfinished is unfinished wherever it says so.
const std::vector<banned>& banned_anywhere() {
  static const std::vector<banned> words{
      {"TODO", {"*"}, {}, "finish it, or leave it out and say so in docs/"},
      {"FIXME", {"*"}, {}, "mend it"},
      {"XXX", {"*"}, {}, "say in words what is wrong, or mend it"},
      {"HACK", {"*"}, {}, "say why it must be so, or mend it"},
      {"not implemented", {"*"}, {}, "finish it, or leave it out"},
      {"for now", all_code, {}, "say what holds and until what changes it"},
      {"honeypot", all_code, {}, "the word is decoy (docs/GLOSSARY.md)"},

      {"pkill", {"scripts/*", ".ci/*", "tests/*"}, {}, "end only what you started, by its pid"},
      {"killall", {"scripts/*", ".ci/*", "tests/*"}, {}, "end only what you started, by its pid"},
  };
  return words;
}

// Read in code alone, comments and literals blanked.
const std::vector<banned>& banned_in_code() {
  static const std::vector<std::string_view> exempt_from_time{"*/system_clock.cpp",
                                                              "bird/decoys/*"};
  static const std::vector<std::string_view> entropy{"*/system_entropy.cpp"};
  static const std::vector<std::string_view> without_exceptions{"messages/*", "actors/*"};
  // CAF and CLI11 throw; there it is caught.
  static const std::vector<std::string_view> caught_here{"actors/caf.hpp", "actors/registry*",
                                                         "actors/event_sourced_actor*", "*_actor.*",
                                                         "actors/command_line.*"};
  static const std::string_view take_entropy =
      "randomness is an argument; only system_entropy.cpp draws it, behind entropy_port";
  static const std::string_view take_time =
      "time is an argument; only system_clock.cpp reads it, behind clock_port";
  static const std::vector<banned> words{
      {"randombytes_buf", all_code, entropy, take_entropy},
      {"randombytes_random", all_code, entropy, take_entropy},
      {"randombytes_uniform", all_code, entropy, take_entropy},
      {"randombytes_stir", all_code, entropy, take_entropy},
      {"random_device", all_code, entropy, take_entropy},
      {"getrandom(", all_code, entropy, take_entropy},
      {"getentropy", all_code, entropy, take_entropy},
      {"arc4random", all_code, entropy, take_entropy},
      {"RAND_bytes", all_code, entropy, take_entropy},
      {"crypto_box_keypair", all_code, entropy, take_entropy},
      {"crypto_sign_keypair", all_code, entropy, take_entropy},
      {"crypto_kx_keypair", all_code, entropy, take_entropy},
      {"crypto_secretbox_keygen", all_code, entropy, take_entropy},
      {"system_clock::now", product, exempt_from_time, take_time},
      {"steady_clock::now", product, exempt_from_time, take_time},
      {"high_resolution_clock", product, {}, take_time},
      {"clock_gettime", product, exempt_from_time, take_time},
      {"gettimeofday", product, exempt_from_time, take_time},
      {"assert(", all_code, {}, "assert() is off in releases: use AVIARY_INVARIANT"},
      {"throw", without_exceptions, caught_here, "no exceptions here: return a result"},
      {"try", without_exceptions, caught_here, "no exceptions here: call what returns an error"},
      {"catch", without_exceptions, caught_here, "no exceptions here: call what returns an error"},
  };
  return words;
}

bool applies(const banned& word, std::string_view path) {
  const auto matching = [&](auto pattern) { return matches(pattern, path); };
  return std::any_of(word.in.begin(), word.in.end(), matching) &&
         std::none_of(word.but_not_in.begin(), word.but_not_in.end(), matching);
}

void find_banned(const std::string& path, const std::vector<std::string>& lines,
                 const std::vector<banned>& words, breaches& found) {
  for (const auto& word : words) {
    if (!applies(word, path)) continue;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (find_word(lines[i], word.word) != std::string::npos)
        found.push_back(
            {path, i + 1, "'" + std::string(word.word) + "': " + std::string(word.instead)});
  }
}

breaches words(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree)
    if (!is_tidy_itself(path)) find_banned(path, file.lines, banned_anywhere(), found);
  return found;
}

breaches words_of_code(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) find_banned(path, file.code, banned_in_code(), found);
  return found;
}

// A test that is switched off by its name reads as if it ran, one that skips itself without a word
// shows nothing and does not say so.
breaches no_silent_skip(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    for (std::size_t i = 0; i < file.code.size(); ++i)
      for (const std::string_view mark : {"(DISABLED_", ", DISABLED_"})
        if (file.code[i].find(mark) != std::string::npos)
          found.push_back({path, i + 1, "a disabled test; mend it or take it out"});
    for (std::size_t i = 0; i < file.code.size(); ++i)
      if (const auto& line = file.code[i];
          line.find("GTEST_SKIP") != std::string::npos && line.find("<<") == std::string::npos)
        found.push_back({path, i + 1,
                         "a test may skip only for what the machine lacks, and says "
                         "so in the same line: GTEST_SKIP() << \"no IPv6 here\""});
  }
  return found;
}

// -- names ---------------------------------------------------------------------------------------

// The word after `keyword ` in a line of code, if the keyword stands there.
std::string_view word_after(std::string_view line, std::string_view keyword) {
  const auto at = find_word(line, keyword);
  if (at == line.npos) return {};
  auto rest = line.substr(at + keyword.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto end = rest.find_first_of(" {};:(<,>");
  return rest.substr(0, end);
}

// GoogleTest's macros make CamelCase of a suite's name; a fixture class is named after its suite.
breaches snake_case_types(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (path.starts_with("tests/")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string_view line = file.code[i];
      // Template parameters are CamelCase, and so is what takes their members over (`using T::x`).
      if (line.find("template") != line.npos || line.find('<') != line.npos) continue;
      if (line.find("using") != line.npos && line.find('=') == line.npos) continue;
      for (const std::string_view keyword : {"class", "struct", "union", "using", "enum"})
        if (const auto name = word_after(line, keyword);
            !name.empty() && name.front() >= 'A' && name.front() <= 'Z')
          found.push_back({path, i + 1,
                           "'" + std::string(name) +
                               "': types are snake_case; "
                               "CamelCase is for template parameters and test suites"});
    }
  }
  return found;
}

// log_types, addresses and data_names hold names that would be too common alone. Into caf, std and
// boost only specializations go.
constexpr std::array<std::string_view, 9> namespaces_of_ours{"",
                                                             "aviary",
                                                             "detail",
                                                             "aviary::detail",
                                                             "log_types",
                                                             "aviary::addresses",
                                                             "aviary::data_names",
                                                             "caf",
                                                             "std"};

breaches namespaces(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path) || folder_of(path) == "tests") continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string_view line = file.code[i];
      if (find_word(line, "namespace") != 0) continue;
      const auto brace = line.find('{');
      auto name = line.substr(9, brace == line.npos ? line.npos : brace - 9);
      name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
      while (name.ends_with(' ')) name.remove_suffix(1);
      const bool known = std::find(namespaces_of_ours.begin(), namespaces_of_ours.end(), name) !=
                         namespaces_of_ours.end();
      if (line.find('=') != line.npos || known || name.starts_with("boost")) continue;
      found.push_back({path, i + 1,
                       "namespace '" + std::string(name) +
                           "': everything is in "
                           "aviary, nothing deeper but detail and the anonymous one"});
    }
  }
  return found;
}

breaches no_using_namespace_in_headers(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_header(path) || path.starts_with("tests/")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i)
      if (file.code[i].find("using namespace") != std::string::npos)
        found.push_back({path, i + 1, "a header that opens a namespace opens it for everyone"});
  }
  return found;
}

// -- where things stand --------------------------------------------------------------------------

// The project speaks of itself alone. A path of somebody's machine says nothing to a reader.
breaches no_workplace(const source_tree& tree) {
  constexpr std::array<std::string_view, 6> homes{"/home/", "/Users/",     "/work/",
                                                  "/mnt/",  "/workspace/", "/usr/local/src/"};
  breaches found;
  for (const auto& [path, file] : tree) {
    if (is_tidy_itself(path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string_view line = file.lines[i];
      for (const auto home : homes) {
        const auto at = line.find(home);
        // `a/work/b` is a folder of the project or a URL; a path of a machine starts there.
        if (at == line.npos ||
            (at > 0 && std::string_view(" \"'=(`:<").find(line[at - 1]) == std::string_view::npos))
          continue;
        found.push_back({path, i + 1,
                         "'" + std::string(home) +
                             "...' is a path of one machine; "
                             "name what is meant relative to the project"});
      }
    }
  }
  return found;
}

// Relative links of the documents lead to files of the project.
breaches links_lead_somewhere(const source_tree& tree) {
  namespace fs = std::filesystem;
  breaches found;
  const auto leads_somewhere = [&](const std::string& target) {
    const auto folder = target.ends_with('/') ? target : target + "/";
    const auto at = tree.lower_bound(folder);
    return target == "LICENSE" || target.ends_with(".svg") || target.ends_with(".png") ||
           tree.contains(target) || (at != tree.end() && at->first.starts_with(folder));
  };
  for (const auto& [path, file] : tree) {
    if (!path.ends_with(".md")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string_view line = file.lines[i];
      for (auto at = line.find("]("); at != line.npos; at = line.find("](", at + 2)) {
        auto target = line.substr(at + 2, line.find(')', at) - at - 2);
        target = target.substr(0, target.find('#'));
        if (target.empty() || target.find(':') != target.npos) continue;
        const auto full = (fs::path(path).parent_path() / target).lexically_normal();
        if (!leads_somewhere(full.generic_string()))
          found.push_back(
              {path, i + 1,
               "the link '" + std::string(target) + "' leads to no file of the project"});
      }
    }
  }
  return found;
}

// Python drives the system tests and nothing that ships (docs/adr/0006).
breaches python_only_in_tests(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (path.starts_with("tests/")) continue;
    const bool shebang = !file.lines.empty() && file.lines.front().starts_with("#!") &&
                         file.lines.front().find("python") != std::string::npos;
    if (path.ends_with(".py") || shebang)
      found.push_back({path, 1, "Python stands only in tests/; the product needs none"});
  }
  return found;
}

breaches strict_scripts(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!matches_any({"scripts/*", ".ci/*"}, path) && !path.ends_with(".sh")) continue;
    const auto strict = std::find(file.lines.begin(), file.lines.end(), "set -euo pipefail");
    if (file.lines.empty() || file.lines.front() != "#!/usr/bin/env bash" ||
        strict == file.lines.end())
      found.push_back({path, 1,
                       "a script starts with `#!/usr/bin/env bash` and has "
                       "`set -euo pipefail`, so that no failed step is passed over"});
  }
  return found;
}

constexpr std::array<rule, 10> rules{{
    {"words", words},
    {"words_of_code", words_of_code},
    {"no_silent_skip", no_silent_skip},
    {"snake_case_types", snake_case_types},
    {"namespaces", namespaces},
    {"no_using_namespace_in_headers", no_using_namespace_in_headers},
    {"no_workplace", no_workplace},
    {"links_lead_somewhere", links_lead_somewhere},
    {"python_only_in_tests", python_only_in_tests},
    {"strict_scripts", strict_scripts},
}};

}  // namespace

std::span<const rule> text_rules() {
  return rules;
}

}  // namespace aviary::tidy
