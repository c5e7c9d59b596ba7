#include "bird/commands/commands.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "storage/rocksdb_event_log.hpp"

namespace aviary {

CLI::App* add_bird_command(CLI::App& app, bird_context& context, const std::string& name,
                           const std::string& help, const std::string& example) {
  auto* command = app.add_subcommand(name, help);
  command->add_option("--data", context.data, "the bird's data folder")->required();
  command->footer("Example:\n  " + example);
  return command;
}

std::string decoy_program() {
  std::error_code error;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
  return (own.parent_path() / "aviary-decoy").string();
}

result<void, failure> create_bird_log(const std::filesystem::path& folder) {
  system_entropy entropy;
  const system_clock_port clock;
  incarnation id;
  entropy.fill(id.value);
  log_options options;
  options.profile = log_profile::bird;
  options.now = [&clock] { return clock.now(); };
  return rocksdb_event_log::create(folder, id, options);
}

}  // namespace aviary
