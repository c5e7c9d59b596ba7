#pragma once

#include <CLI/App.hpp>
#include <chrono>
#include <filesystem>
#include <string>

#include "actors/program.hpp"
#include "messages/result.hpp"
#include "sim/trace/isolated_run.hpp"
#include "sim/trace/trace_file.hpp"
#include "sim/world_options.hpp"

// The command line of aviary-sim: one file per verb. Each adds its subcommand to the parser; what
// was asked for then runs and leaves its exit code in the context.

namespace aviary {

inline constexpr const char* simulator_name = "aviary-sim";

struct simulator_context {
  exit_code exit = exit_code::ok;
};

void add_run_command(CLI::App& app, simulator_context& context);
void add_replay_command(CLI::App& app, simulator_context& context);
void add_shrink_command(CLI::App& app, simulator_context& context);
void add_fuzz_command(CLI::App& app, simulator_context& context);
void add_coverage_command(CLI::App& app, simulator_context& context);
void add_draw_command(CLI::App& app, simulator_context& context);
void add_list_command(CLI::App& app, simulator_context& context);
void add_drill_command(CLI::App& app, simulator_context& context);

// -- for the commands -----------------------------------------------------------------------------

/// How long one world may take before it counts as one that hangs.
inline constexpr std::chrono::seconds world_patience{60};

/// Worlds that run at once.
inline constexpr std::size_t jobs_max = 256;

result<trace, failure> read_trace(const std::filesystem::path& file);
result<void, failure> write_trace(const std::filesystem::path& file, const trace& one);

result<void, failure> write_file(const std::filesystem::path& file, const std::string& text);

/// Shrinks what failed in that way; says on stderr what became of it.
trace shrink_failure(const trace& failing, const isolated_outcome& outcome);

/// Prints each broken promise to stdout. The exit code of a run.
exit_code print_verdict(const isolated_outcome& outcome);

}  // namespace aviary
