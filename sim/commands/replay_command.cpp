#include <memory>

#include "sim/commands/commands.hpp"

namespace aviary {

void add_replay_command(CLI::App& app, simulator_context& context) {
  auto file = std::make_shared<std::filesystem::path>();
  auto* command =
      app.add_subcommand("replay", "runs the world of a trace; faults strike where it says");
  command->add_option("trace", *file, "a file that run, fuzz or shrink wrote")->required();
  command->footer("Example:\n  aviary-sim replay failure.trace");
  command->callback([file, &context] {
    const auto read = read_trace(*file);
    if (!read) {
      context.exit = print_failure(simulator_name, read.error());
      return;
    }
    const auto outcome = run_isolated(*read, true, world_patience);
    if (!outcome.hash.empty()) std::printf("trace hash %s\n", outcome.hash.c_str());
    context.exit = print_verdict(outcome);
  });
}

}  // namespace aviary
