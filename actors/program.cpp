#include "actors/program.hpp"

#include <algorithm>
#include <cstdio>

#include "messages/closest_word.hpp"

namespace aviary {

exit_code print_failure(const std::string& program, const failure& why, exit_code code) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), why.what.c_str());
  if (!why.hint.empty()) std::fprintf(stderr, "  %s\n", why.hint.c_str());
  return code;
}

exit_code print_usage_failure(const std::string& program, const std::string& why,
                              const std::vector<std::string>& words,
                              const std::vector<std::string>& known) {
  failure told{why, "see: " + program + " --help"};
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto closest = closest_word(name, known);
    if (closest.empty()) continue;
    told.hint = "did you mean " + closest + "? See: " + program + " --help";
    break;
  }
  return print_failure(program, told, exit_code::usage);
}

}  // namespace aviary
