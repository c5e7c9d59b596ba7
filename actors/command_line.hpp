#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <string>
#include <vector>

#include "actors/program.hpp"

// What both programs do with their arguments: parse, run what was asked for, and say what was not
// understood.

namespace aviary {

/// Every option and subcommand, for suggestions.
inline void collect_words(const CLI::App& app, std::vector<std::string>& out) {
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) out.push_back("--" + name);
  for (const auto* command : app.get_subcommands(nullptr)) {
    out.push_back(command->get_name());
    collect_words(*command, out);
  }
}

/// `exit`: where the command that ran leaves its code.
inline int run_command_line(CLI::App& app, int argc, char** argv, const exit_code& exit) {
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    std::vector<std::string> known;
    collect_words(app, known);
    return static_cast<int>(
        print_usage_failure(app.get_name(), error.what(), {argv + 1, argv + argc}, known));
  }
  return static_cast<int>(exit);
}

}  // namespace aviary
