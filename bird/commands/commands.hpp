#pragma once

#include <CLI/App.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "actors/program.hpp"

// The command line of aviary-bird: one file per verb. Each adds its subcommand to the parser; what
// was asked for then runs and leaves its exit code in the context.

namespace aviary {

struct bird_context {
  std::filesystem::path data;
  bool json = false;
  exit_code exit = exit_code::ok;
};

inline constexpr const char* program_name = "aviary-bird";

void add_init_command(CLI::App& app, bird_context& context);
void add_register_command(CLI::App& app, bird_context& context);
void add_run_command(CLI::App& app, bird_context& context);
void add_selftest_command(CLI::App& app, bird_context& context);
void add_status_command(CLI::App& app, bird_context& context);
void add_factory_reset_command(CLI::App& app, bird_context& context);

/// A subcommand with `--data DIR` and an example under its help.
CLI::App* add_bird_command(CLI::App& app, bird_context& context, const std::string& name,
                           const std::string& help, const std::string& example);

/// The program that stands beside this one.
std::string decoy_program();

/// Makes an empty log in `folder`.
result<void, failure> create_bird_log(const std::filesystem::path& folder);

}  // namespace aviary
