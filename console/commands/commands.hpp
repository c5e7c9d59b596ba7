#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "actors/program.hpp"
#include "console/commands/api_client.hpp"
#include "messages/json.hpp"

// The command line of aviary-console: one file per noun. Each adds its subcommands to the parser;
// what was asked for then runs and leaves its exit code in the context.

namespace aviary {

struct command_context {
  std::filesystem::path data;
  bool json = false;
  exit_code exit = exit_code::ok;
};

void add_init_command(CLI::App& app, command_context& context);
void add_serve_command(CLI::App& app, command_context& context);
void add_register_command(CLI::App& app, command_context& context);
void add_birds_command(CLI::App& app, command_context& context);
void add_incidents_command(CLI::App& app, command_context& context);
void add_why_command(CLI::App& app, command_context& context);
void add_audit_command(CLI::App& app, command_context& context);
void add_log_command(CLI::App& app, command_context& context);
void add_channels_command(CLI::App& app, command_context& context);
void add_users_command(CLI::App& app, command_context& context);
void add_tokens_command(CLI::App& app, command_context& context);
void add_dns_command(CLI::App& app, command_context& context);

// -- for the commands ----------------------------------------------------------------------------

inline constexpr const char* program_name = "aviary-console";

/// A subcommand with the options that all have: `--data DIR`, and `--json` where it prints data.
CLI::App* add_command(CLI::App& parent, command_context& context, const std::string& name,
                      const std::string& help, const std::string& example, bool prints_data = true);

/// What the console says is believed to be large: it holds reports, and those may be nested as
/// deeply as a message.
inline constexpr json_limits answer_limits{.octets = 64 << 20, .depth = json_depth_max + 8};

/// Says that there was no answer, and what to do.
exit_code print_silence(api_silence why, const std::filesystem::path& data);

/// Asks the running console and sets the exit code: 3 when none runs, 4 for what is not there, 1
/// for what it refuses. The answer's object, or nothing after a failure.
std::optional<json_object> ask_console(command_context& context, const std::string& method,
                                       const std::string& path, const std::string& body = {});

/// Prints a value as JSON on a line of its own, for programs: as it is.
void print_json(const json_object& value);

/// Prints the rows of `list` as a table of these members, with their names as titles.
void print_table(const json_array& list, const std::vector<std::string>& members);

/// Prints each member of an object on a line of its own.
void print_members(const json_object& value);
/// The same, but the objects of the array `list` each below an empty line, where there is one.
void print_members(const json_object& value, std::string_view list);

}  // namespace aviary
