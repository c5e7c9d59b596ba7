#include "sim/trace/trace_file.hpp"

#include <charconv>
#include <cstdio>
#include <sstream>

namespace aviary {
namespace {

constexpr std::string_view first_line = "aviary-sim trace 1";

std::string seconds_text(instant at) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f s", std::chrono::duration<double>(at - instant{}).count());
  return text;
}

/// Without what is for people, and without the blanks around it.
std::string_view meaning_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

result<strike, failure> parse_strike(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::string word, rest;
  strike out;
  words >> word >> out.fault >> out.entity >> out.ordinal;
  if (!words || words >> rest)
    return failure{"not a strike: " + std::string(line),
                   "write: strike FAULT ENTITY ORDINAL, for example: strike bird_crash 2 417"};
  return out;
}

}  // namespace

std::string to_text(const trace& one) {
  std::string out = std::string(first_line) + '\n';
  for (const auto& line : to_lines(one.options)) out += line + '\n';
  for (const auto& each : one.strikes) {
    out += "strike " + each.fault + ' ' + std::to_string(each.entity) + ' ' +
           std::to_string(each.ordinal) + "  # " + seconds_text(each.at) + '\n';
  }
  return out;
}

result<trace, failure> parse_trace(std::string_view text) {
  trace out;
  out.options.probes = 0;  // a trace that does not say is from before there were probes
  bool begun = false;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const auto line = meaning_of(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.empty()) continue;
    const auto at_line = [number](const failure& why) {
      return failure{"line " + std::to_string(number) + ": " + why.what, why.hint};
    };
    if (!begun) {
      if (line != first_line)
        return at_line({"not a trace", "a trace begins with: " + std::string(first_line)});
      begun = true;
    } else if (line.starts_with("strike ")) {
      auto read = parse_strike(line);
      if (!read) return at_line(read.error());
      out.strikes.push_back(std::move(*read));
    } else if (const auto taken = take_line(out.options, line); !taken) {
      return at_line(taken.error());
    }
  }
  if (!begun) return failure{"the trace is empty", "write one with: aviary-sim run --trace FILE"};
  if (const auto fits = check(out.options); !fits) return fits.error();
  return out;
}

}  // namespace aviary
